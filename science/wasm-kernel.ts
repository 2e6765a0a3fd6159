/** The part of WebAssembly.Memory that kernels use. */
export interface KernelMemory {
  readonly buffer: ArrayBuffer;
  /** Makes it larger by pages of 64 kB: views of the old buffer are not to be used afterwards. */
  grow(pages: number): number;
}

/** Bytes of a page of memory. */
export const PAGE = 65536;

// the compiler's own declarations come with a browser only
declare const WebAssembly:
  | {
      readonly Memory: new (size: { initial: number }) => KernelMemory;
      readonly Module: new (code: Uint8Array) => object;
      readonly Instance: new (
        module: object,
        imports: { m: { memory: KernelMemory } },
      ) => { readonly exports: unknown };
      validate(code: Uint8Array): boolean;
    }
  | undefined;

/** How the inner loops run: `wasm`, or `typescript` where WebAssembly or its vectors are missing. */
export type KernelKind = 'wasm' | 'typescript';

/** `MLIP_KERNELS=typescript` chooses the twins where WebAssembly could be had too; results are the same bits. */
const wanted = (): string | undefined => process.env.MLIP_KERNELS;

/**
 * A kernel with a memory of its own: `code` (base64 of its assembled form, which imports `m.memory`) or,
 * where that cannot run, its twin in TypeScript, which adds and multiplies in the same order.
 */
export function makeKernelOf<Loops>(
  code: string,
  twin: (memory: KernelMemory) => Loops,
  kind: KernelKind | undefined = wanted() === 'typescript' ? 'typescript' : undefined,
): Loops & { readonly memory: KernelMemory } {
  const bytes = Buffer.from(code, 'base64');
  if (kind === 'typescript' || typeof WebAssembly === 'undefined' || !WebAssembly.validate(bytes)) {
    const memory = plainMemory();
    return { ...twin(memory), memory };
  }
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(bytes);
  const { exports } = new WebAssembly.Instance(module, { m: { memory } });
  return { ...(exports as Loops), memory };
}

/** A memory of the same behaviour without WebAssembly. */
function plainMemory(): KernelMemory {
  let buffer = new ArrayBuffer(PAGE);
  return {
    get buffer() {
      return buffer;
    },
    grow(pages) {
      const before = buffer;
      buffer = new ArrayBuffer(before.byteLength + pages * PAGE);
      new Uint8Array(buffer).set(new Uint8Array(before));
      return before.byteLength / PAGE;
    },
  };
}
