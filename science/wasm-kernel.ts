/** The part of WebAssembly.Memory that kernels use. */
export interface KernelMemory {
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
  ) => { readonly exports: unknown };
};

/** A kernel (base64 of its assembled code, which imports `m.memory`) with a memory of its own. */
export function makeKernelOf<Loops>(code: string): Loops & { readonly memory: KernelMemory } {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(Buffer.from(code, 'base64'));
  const { exports } = new WebAssembly.Instance(module, { m: { memory } });
  return { ...(exports as Loops), memory };
}
