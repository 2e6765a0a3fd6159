/**
 * The smooth step of the inner cutoff and its derivative: 1 up to `end - width`, 0 from `end` on, a
 * polynomial of degree 5 between with zero slope and curvature at both ends.
 */
export function innerCutoff(r: number, end: number, width: number): readonly [number, number] {
  if (r >= end) return [0, 0];
  if (r <= end - width) return [1, 0];
  const x = 1 - 2 * (1 + (r - end) / width);
  const square = x * x;
  const value = 0.5 + 3.75 * x * (0.25 - square * (1 / 6 - square / 20));
  const slope = (3.75 * (0.25 - square * (0.5 - square * 0.25)) * -2) / width;
  return [value, slope];
}
