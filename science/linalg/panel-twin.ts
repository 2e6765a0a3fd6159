import type { KernelMemory } from '../wasm-kernel.ts';

/** The loops of a kernel; places in its memory are in bytes. */
export interface PanelLoops {
  /** Writes V'a and V'b, eight numbers each, to `out`. */
  project(a: number, b: number, v: number, rows: number, out: number): void;
  /** Takes V w from a and b; w is eight numbers for a, then eight for b. */
  subtract(a: number, b: number, v: number, rows: number, w: number): void;
}

const BYTES = 8;

/** The loops of `panel-kernel.wat` in TypeScript: the same operations in the same order. */
export const panelTwin = (memory: KernelMemory): PanelLoops => ({
  project(a, b, v, rows, out) {
    const all = new Float64Array(memory.buffer);
    project(all, a / BYTES, v / BYTES, rows, out / BYTES);
    project(all, b / BYTES, v / BYTES, rows, out / BYTES + 8);
  },
  subtract(a, b, v, rows, w) {
    const all = new Float64Array(memory.buffer);
    subtract(all, a / BYTES, v / BYTES, rows, w / BYTES);
    subtract(all, b / BYTES, v / BYTES, rows, w / BYTES + 8);
  },
});

/** out[0..7] = V' a. */
function project(all: Float64Array, a: number, v: number, rows: number, out: number): void {
  let [s0, s1, s2, s3, s4, s5, s6, s7] = [0, 0, 0, 0, 0, 0, 0, 0];
  for (let i = 0, at = v; i < rows; i++, at += 8) {
    const x = all[a + i]!;
    s0 += x * all[at]!;
    s1 += x * all[at + 1]!;
    s2 += x * all[at + 2]!;
    s3 += x * all[at + 3]!;
    s4 += x * all[at + 4]!;
    s5 += x * all[at + 5]!;
    s6 += x * all[at + 6]!;
    s7 += x * all[at + 7]!;
  }
  all.set([s0, s1, s2, s3, s4, s5, s6, s7], out);
}

/** a -= V w[0..7]: even and odd places apart, as the vectors of two do it. */
function subtract(all: Float64Array, a: number, v: number, rows: number, w: number): void {
  const [w0, w1, w2, w3] = [all[w]!, all[w + 1]!, all[w + 2]!, all[w + 3]!];
  const [w4, w5, w6, w7] = [all[w + 4]!, all[w + 5]!, all[w + 6]!, all[w + 7]!];
  for (let i = 0, at = v; i < rows; i++, at += 8) {
    const even = w0 * all[at]! + w2 * all[at + 2]! + w4 * all[at + 4]! + w6 * all[at + 6]!;
    const odd = w1 * all[at + 1]! + w3 * all[at + 3]! + w5 * all[at + 5]! + w7 * all[at + 7]!;
    all[a + i] = all[a + i]! - (even + odd);
  }
}
