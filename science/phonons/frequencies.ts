import { cos, sin } from '../elementary.ts';
import { standardMass } from '../elements.ts';
import { ACCELERATION } from '../langevin.ts';
import { symmetricEigen } from '../linalg/symmetric-eigen.ts';
import type { ForceConstants } from './force-constants.ts';

/** A wave vector in the crystal's reciprocal vectors: (1/2, 0, 0) has its period doubled along a. */
export type WaveVector = readonly [number, number, number];

const TWO_PI = 2 * Math.PI;
/** THz of one radian a femtosecond. */
const THZ = 1000 / TWO_PI;

/**
 * The frequencies at a wave vector, THz, rising; an unstable mode, of an imaginary frequency, is negative. Exact,
 * whatever the range of the forces, where the supercell holds whole periods of the wave; another vector is a bug.
 * Eigenvalues of the dynamical matrix (Born and Huang, Dynamical Theory of Crystal Lattices, 1954, eq. 24.10).
 */
export function phononFrequencies(constants: ForceConstants, q: WaveVector): Float64Array {
  if (!q.every((x, i) => Number.isInteger(x * constants.repeats[i]!))) {
    throw new RangeError(`internal error: (${q.join(', ')}) does not fit the supercell`);
  }
  const n = 3 * constants.crystal.numbers.length;
  const { values } = symmetricEigen(dynamicalMatrix(constants, q), 2 * n);
  // The real form of a Hermitian matrix has each eigenvalue twice.
  return Float64Array.from({ length: n }, (_, i) => {
    const square = values[2 * i]!;
    return (square < 0 ? -1 : 1) * Math.sqrt(Math.abs(square)) * THZ;
  });
}

/** [[Re D, -Im D], [Im D, Re D]], 1/fs^2. */
function dynamicalMatrix(
  { crystal, repeats, values }: ForceConstants,
  q: WaveVector,
): Float64Array {
  const atoms = crystal.numbers.length;
  const n = 3 * atoms;
  const scale = Array.from(crystal.numbers, (z) => Math.sqrt(ACCELERATION / standardMass(z)));
  const images = repeats[0] * repeats[1] * repeats[2];
  const matrix = new Float64Array(4 * n * n);
  for (let image = 0; image < images; image++) {
    const angle = TWO_PI * phase(image, repeats, q);
    const [re, im] = [cos(angle), sin(angle)];
    for (let row = 0; row < n; row++) {
      for (let column = 0; column < n; column++) {
        const factor = scale[Math.floor(row / 3)]! * scale[Math.floor(column / 3)]!;
        const value = factor * values[(row * images + image) * n + column]!;
        add(matrix, n, [row, column], [value * re, value * im]);
      }
    }
  }
  return matrix;
}

function add(
  matrix: Float64Array,
  n: number,
  [row, column]: readonly [number, number],
  [re, im]: readonly [number, number],
): void {
  matrix[row * 2 * n + column]! += re;
  matrix[(row + n) * 2 * n + column + n]! += re;
  matrix[row * 2 * n + column + n]! -= im;
  matrix[(row + n) * 2 * n + column]! += im;
}

/** The wave's phase at the cell of an image, in turns; images are counted as repeatStructure lays them. */
function phase(image: number, [, nb, nc]: readonly number[], q: WaveVector): number {
  const k = image % nc!;
  const j = Math.floor(image / nc!) % nb!;
  const i = Math.floor(image / (nb! * nc!));
  return i * q[0] + j * q[1] + k * q[2];
}
