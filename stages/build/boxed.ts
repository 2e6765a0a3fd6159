import type { Structure } from '../../science/structure.ts';

/** Atoms about the middle of a periodic cube; places (3N) are relative to it, lengths in Å. */
export const boxed = (
  numbers: readonly number[],
  places: readonly number[],
  box: number,
): Structure => ({
  numbers: Int32Array.from(numbers),
  positions: Float64Array.from(places, (x) => 0.5 * box + x),
  cell: Float64Array.of(box, 0, 0, 0, box, 0, 0, 0, box),
  periodic: [true, true, true],
});
