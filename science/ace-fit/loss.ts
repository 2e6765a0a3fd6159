import { residualSquare } from '../linalg/ridge.ts';
import {
  absorbRows,
  copyTriangle,
  emptyTriangle,
  filledRows,
  mergeTriangle,
  type Triangle,
} from '../linalg/triangle.ts';

/**
 * What a linear fit needs to know of some structures: the energy and the force part of the loss each
 * behind a triangle (the right side last), with the sums of weights they are means over.
 * Loss(c) = (1-k)/energyWeight |energy rows|^2 + k/forceWeight |force rows|^2, where an energy row is
 * sqrt(w)/N (B c - E) and a force row sqrt(w/N) (-dB/dr c - F).
 */
export interface LossParts {
  readonly energy: Triangle;
  readonly forces: Triangle;
  readonly energyWeight: number;
  readonly forceWeight: number;
}

/** Mean squares of errors: (eV/atom)^2, and |dF|^2 of an atom in (eV/Å)^2; null where there is no such row. */
export interface MeanSquares {
  readonly energy: number | null;
  readonly forces: number | null;
}

/** The parts of no structures at all, for `functions` coefficients. */
export const noParts = (functions: number): LossParts => ({
  energy: emptyTriangle(functions + 1),
  forces: emptyTriangle(functions + 1),
  energyWeight: 0,
  forceWeight: 0,
});

/** The parts of both together; neither is changed. */
export function addParts(functions: number, all: readonly LossParts[]): LossParts {
  const [first = noParts(functions), ...others] = all;
  const sum = {
    ...first,
    energy: copyTriangle(first.energy),
    forces: copyTriangle(first.forces),
  };
  for (const parts of others) {
    mergeTriangle(sum.energy, parts.energy);
    mergeTriangle(sum.forces, parts.forces);
    sum.energyWeight += parts.energyWeight;
    sum.forceWeight += parts.forceWeight;
  }
  return sum;
}

/** The rows of a triangle that are not zero, row-major: few where few rows are behind it. */
export interface CompactRows {
  readonly rows: number;
  readonly values: Float64Array;
}

/** The parts of structures that have one weight, as if that were 1: to be weighed later, any number of times. */
export interface UnweightedParts {
  readonly energy: CompactRows;
  readonly forces: CompactRows;
  /** How many structures have an energy, and forces. */
  readonly energies: number;
  readonly forced: number;
}

/** Parts of weight 1 without the rows of zeros. */
export const compactParts = (parts: LossParts): UnweightedParts => ({
  energy: compactRows(parts.energy),
  forces: compactRows(parts.forces),
  energies: parts.energyWeight,
  forced: parts.forceWeight,
});

function compactRows(triangle: Triangle): CompactRows {
  const rows = filledRows(triangle);
  return { rows, values: triangle.values.slice(0, rows * triangle.columns) };
}

/** Parts that grow. */
export type OpenParts = { -readonly [K in keyof LossParts]: LossParts[K] };

/** Adds parts times a weight to others, which change in place. */
export function addWeighted(
  sum: OpenParts,
  { energy, forces, energies, forced }: UnweightedParts,
  weight: number,
): void {
  const scale = Math.sqrt(weight);
  for (const [triangle, { rows, values }] of [
    [sum.energy, energy],
    [sum.forces, forces],
  ] as const) {
    const scaled = weight === 1 ? values : values.map((value) => scale * value);
    absorbRows(triangle, scaled, rows, 'triangular');
  }
  sum.energyWeight += weight * energies;
  sum.forceWeight += weight * forced;
}

/** One triangle for the whole loss with force share k (0 to 1): loss(c) = |A c - b|^2 behind it. */
export function lossTriangle(parts: LossParts, k: number): Triangle {
  const whole = emptyTriangle(parts.energy.columns);
  const energy = parts.energyWeight > 0 ? Math.sqrt((1 - k) / parts.energyWeight) : 0;
  const forces = parts.forceWeight > 0 ? Math.sqrt(k / parts.forceWeight) : 0;
  for (let i = 0; i < whole.values.length; i++) whole.values[i] = forces * parts.forces.values[i]!;
  const scaled = parts.energy.values.map((value) => energy * value);
  mergeTriangle(whole, { columns: whole.columns, values: scaled });
  return whole;
}

/** The errors of coefficients on the structures behind `parts`. */
export function meanSquares(parts: LossParts, coefficients: Float64Array): MeanSquares {
  const mean = (triangle: Triangle, weight: number): number | null =>
    weight > 0 ? residualSquare(triangle, coefficients) / weight : null;
  return {
    energy: mean(parts.energy, parts.energyWeight),
    forces: mean(parts.forces, parts.forceWeight),
  };
}
