/**
 * The inner loop of the design rows in WebAssembly with vectors of two (four times the speed of the
 * same loop in JavaScript; multiplications and additions in the same order, so the same bits).
 * Its source is `design-kernel.wat` beside this file, assembled by wat2wasm of the WebAssembly Binary
 * Toolkit.
 */
export interface DesignKernel {
  readonly memory: KernelMemory;
  /**
   * For each of `count` functions: rows -= sum over its entries of value times the eight columns of
   * the entry's channel. All but `count` are places in the memory, in bytes.
   */
  tile(
    count: number,
    entries: number,
    step: number,
    channels: number,
    values: number,
    tile: number,
    starts: number,
  ): void;
}

/** The part of WebAssembly.Memory that is used here. */
interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** Makes it larger by pages of 64 kB: views of the old buffer become empty. */
  grow(pages: number): number;
}

/** Bytes of a page of memory. */
export const PAGE = 65536;

// the compiler's own declarations come with a browser only
declare const WebAssembly: {
  readonly Memory: new (size: { initial: number }) => KernelMemory;
  readonly Module: new (code: Uint8Array) => object;
  readonly Instance: new (
    module: object,
    imports: { m: { memory: KernelMemory } },
  ) => { readonly exports: Pick<DesignKernel, 'tile'> };
};

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
export function makeKernel(): DesignKernel {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(Buffer.from(CODE, 'base64'));
  const { tile } = new WebAssembly.Instance(module, { m: { memory } }).exports;
  return { memory, tile };
}
