import { describe, expect, it } from 'vitest';
import { informativeRows, negativeLogEvidence } from '../../../science/ace-fit/evidence.ts';
import { absorbRows, emptyTriangle } from '../../../science/linalg/triangle.ts';
import { copperCells, randomStream } from '../../support/toy-crystals.ts';

const random = randomStream(11);
const [ROWS, UNKNOWNS] = [9, 4];
const A = Array.from({ length: ROWS }, () => Array.from({ length: UNKNOWNS }, random));
const b = Array.from({ length: ROWS }, (_, i) => A[i]![0]! - 2 * A[i]![2]! + 0.1 * random());
const smoothness = Float64Array.of(1, 4, 4, 9);

/** The matrix as a loss that is ready to be solved: its rows already have their weights. */
function loss(scale = 1) {
  const triangle = emptyTriangle(UNKNOWNS + 1);
  const rows = Float64Array.from(A.flatMap((row, i) => [...row, b[i]!].map((x) => scale * x)));
  absorbRows(triangle, rows, ROWS);
  return { triangle, scales: new Float64Array(UNKNOWNS).fill(1) };
}

/** ln det M and M^-1 y of a symmetric positive definite matrix, by Cholesky. */
function cholesky(M: readonly (readonly number[])[], y: readonly number[]) {
  const n = y.length;
  const L = M.map((row) => row.map(() => 0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = M[i]![j]!;
      for (let k = 0; k < j; k++) sum -= L[i]![k]! * L[j]![k]!;
      L[i]![j] = i === j ? Math.sqrt(sum) : sum / L[j]![j]!;
    }
  }
  const z: number[] = [];
  for (let i = 0; i < n; i++) {
    z[i] = (y[i]! - z.reduce((sum, value, k) => sum + L[i]![k]! * value, 0)) / L[i]![i]!;
  }
  const logDet = 2 * L.reduce((sum, row, i) => sum + Math.log(row[i]!), 0);
  return { logDet, square: z.reduce((sum, value) => sum + value * value, 0) };
}

/**
 * The same by what it means: the data are a Gaussian of covariance s^2 (1 + A P^-2 A'), the coefficients integrated
 * out, with the most probable s. Nothing of the formula under test is in it.
 */
function directly(ridge: number): number {
  const prior = smoothness.map((factor) => 1 / (ridge * factor) ** 2);
  const covariance = A.map((left, i) =>
    A.map((right, j) => {
      const shared = left.reduce((sum, value, k) => sum + value * prior[k]! * right[k]!, 0);
      return shared + (i === j ? 1 : 0);
    }),
  );
  const { logDet, square } = cholesky(covariance, b);
  return (logDet / 2 + (ROWS / 2) * Math.log(square)) / ROWS;
}

describe('the evidence', () => {
  const rows = { energies: 3, forces: 6 };
  const found = (share: number, ridge: number, scale?: number): number =>
    negativeLogEvidence(loss(scale), smoothness, { share, ridge }, rows);

  it('is that of data drawn from the prior, for any ridge, up to what is the same for all', () => {
    const ridges = [1e-3, 0.03, 1, 10];
    const [first, ...others] = ridges.map((ridge) => found(0.5, ridge) - directly(ridge));
    for (const other of others) expect(other).toBeCloseTo(first!, 9);
  });

  it('is least for the ridge that the data were made with', () => {
    // coefficients of about 1 and noise of 0.1: a ridge of about 0.1
    const ridges = [1e-4, 0.03, 3];
    const values = ridges.map((ridge) => found(0.5, ridge));
    expect(Math.min(...values)).toBe(values[1]);
  });

  it('does not fall because all weights do', () => {
    // all rows and penalties times c: the same model, and each row's weight must be taken off
    const [one, other] = [found(0.5, 0.1), found(0.5, 0.05, 0.5)];
    expect(other - Math.log(0.5)).toBeCloseTo(one, 9);
  });

  it('takes the weights of energies and forces off', () => {
    const difference = found(0.8, 0.1) - found(0.2, 0.1);
    expect(difference).toBeCloseTo((-1.5 * Math.log(0.2 / 0.8) - 3 * Math.log(0.8 / 0.2)) / 9, 9);
  });
});

it('counts the numbers that symmetry does not fix', () => {
  const observation = {
    structure: copperCells(1)[0]!,
    energy: 1,
    weight: 1,
    family: 'f',
    group: '',
    key: '',
  };
  const forces = Float64Array.of(0, 0, 1e-9, 0.2, -0.1, 0);
  expect(informativeRows([observation, { ...observation, forces }])).toEqual({
    energies: 2,
    forces: 2,
  });
});
