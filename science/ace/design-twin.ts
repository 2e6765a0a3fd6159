import type { KernelMemory } from '../wasm-kernel.ts';

/** The loops of a kernel; places in its memory are in bytes. */
export interface DesignLoops {
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

const BYTES = 8;

/** The loop of `design-kernel.wat` in TypeScript: the same operations in the same order. */
export const designTwin = (memory: KernelMemory): DesignLoops => ({
  tile(count, entries, step, channels, values, tile, starts) {
    const all = new Float64Array(memory.buffer);
    const whole = new Int32Array(memory.buffer);
    const rows = whole.subarray(starts / 4, starts / 4 + 8).map((byte) => byte / BYTES);
    const [value, channel] = [values / BYTES, channels / 4];
    for (let f = 0; f < count; f++) {
      const place = (entries + f * step) / 4;
      let [a, b, c, d, e, g, h, i] = [0, 0, 0, 0, 0, 0, 0, 0];
      for (let k = whole[place]!; k < whole[place + 1]!; k++) {
        const v = all[value + k]!;
        const at = (tile + whole[channel + k]!) / BYTES;
        a += v * all[at]!;
        b += v * all[at + 1]!;
        c += v * all[at + 2]!;
        d += v * all[at + 3]!;
        e += v * all[at + 4]!;
        g += v * all[at + 5]!;
        h += v * all[at + 6]!;
        i += v * all[at + 7]!;
      }
      const sums = [a, b, c, d, e, g, h, i];
      // one after the other: empty lanes share a row
      for (let lane = 0; lane < 8; lane++) {
        const to = rows[lane]! + f;
        all[to] = all[to]! - sums[lane]!;
      }
    }
  },
});
