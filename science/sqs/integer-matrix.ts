/** A 3x3 matrix of whole numbers, row by row. The rows of a supercell's are its vectors in units of the parent's. */
export type Matrix3 = readonly [
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
];

/** A lattice vector in units of the cell's vectors. */
export type Vector3 = readonly [number, number, number];

/** The determinant: how many parent cells a supercell holds, with its sign. */
export function determinant3([a, b, c, d, e, f, g, h, i]: Matrix3): number {
  return a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
}

/** Each row of `matrix`, taken as a column, multiplied from the left by `rotation`. */
export function rotateRows(matrix: Matrix3, rotation: Matrix3): Matrix3 {
  const row = (at: 0 | 3 | 6): Vector3 =>
    rotateVector([matrix[at], matrix[at + 1]!, matrix[at + 2]!], rotation);
  return [...row(0), ...row(3), ...row(6)];
}

/** `rotation` times the column `vector`. */
export function rotateVector([x, y, z]: Vector3, r: Matrix3): Vector3 {
  return [
    r[0] * x + r[1] * y + r[2] * z,
    r[3] * x + r[4] * y + r[5] * z,
    r[6] * x + r[7] * y + r[8] * z,
  ];
}
