import { type KernelKind, type KernelMemory, makeKernelOf } from '../wasm-kernel.ts';
import { type DesignLoops, designTwin } from './design-twin.ts';

/**
 * The inner loop of the design rows in WebAssembly with vectors of two (four times the speed of the
 * same loop in JavaScript; multiplications and additions in the same order, so the same bits).
 * Its source is `design-kernel.wat` beside this file, assembled by wat2wasm of the WebAssembly Binary
 * Toolkit.
 */
export interface DesignKernel extends DesignLoops {
  readonly memory: KernelMemory;
}

const CODE =
  'AGFzbQEAAAABCwFgB39/f39/f38AAg0BAW0GbWVtb3J5AgABAwIBAAcIAQR0aWxlAAAK7gMB6wMCC38FeyAGKAIA' +
  'IQcgBigCBCEIIAYoAgghCSAGKAIMIQogBigCECELIAYoAhQhDCAGKAIYIQ0gBigCHCEOAkADQCAARQ0BIAEoAgAh' +
  'DyABKAIEIRD9DAAAAAAAAAAAAAAAAAAAAAAhE/0MAAAAAAAAAAAAAAAAAAAAACEU/QwAAAAAAAAAAAAAAAAAAAAA' +
  'IRX9DAAAAAAAAAAAAAAAAAAAAAAhFgJAA0AgDyAQTg0BIAQgD0EDdGr9CgMAIRIgBSADIA9BAnRqKAIAaiERIBMg' +
  'EiAR/QAEAP3yAf3wASETIBQgEiAR/QAEEP3yAf3wASEUIBUgEiAR/QAEIP3yAf3wASEVIBYgEiAR/QAEMP3yAf3w' +
  'ASEWIA9BAWohDwwACwsgByAHKwMAIBP9IQChOQMAIAggCCsDACAT/SEBoTkDACAJIAkrAwAgFP0hAKE5AwAgCiAK' +
  'KwMAIBT9IQGhOQMAIAsgCysDACAV/SEAoTkDACAMIAwrAwAgFf0hAaE5AwAgDSANKwMAIBb9IQChOQMAIA4gDisD' +
  'ACAW/SEBoTkDACAHQQhqIQcgCEEIaiEIIAlBCGohCSAKQQhqIQogC0EIaiELIAxBCGohDCANQQhqIQ0gDkEIaiEO' +
  'IAEgAmohASAAQQFrIQAMAAsLCw==';

/** A kernel with a memory of its own. */
export const makeKernel = (kind?: KernelKind): DesignKernel =>
  makeKernelOf<DesignLoops>(CODE, designTwin, kind);
