import type { Structure } from '../structure.ts';
import { type Projector, projectAtoms } from './projections.ts';

/**
 * The inverse of an active set: by element, row-major, as many rows and columns as the element has B
 * functions. A row of projections times it says how much of each chosen atom an atom is.
 */
export type ActiveSet = { readonly [symbol: string]: Float64Array };

/**
 * The extrapolation grade of every atom: the largest |share| of any atom of the active set in it
 * (Podryabinkin and Shapeev, Comput. Mater. Sci. 140, 171 (2017); for ACE: Lysogorskiy et al., Phys.
 * Rev. Materials 7, 043801 (2023)). At most 1 inside of what the set spans; above, extrapolation.
 */
export function extrapolationGrades(
  projector: Projector,
  activeSet: ActiveSet,
  structure: Structure,
): Float64Array {
  const { elements } = projector.evaluator.potential;
  const { species, values } = projectAtoms(projector, structure);
  return Float64Array.from(values, (row, i) => grade(row, activeSet[elements[species[i]!]!]!));
}

/** The largest |component| of a row times the inverse. */
export function grade(row: Float64Array, inverse: Float64Array): number {
  const n = row.length;
  const shares = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const value = row[k]!;
    for (let j = 0, at = k * n; j < n; j++, at++) shares[j] = shares[j]! + value * inverse[at]!;
  }
  let most = 0;
  for (const share of shares) most = Math.max(most, Math.abs(share));
  return most;
}

/** Why an active set does not fit a potential, in words; undefined where it does. */
export function activeSetProblem(projector: Projector, activeSet: ActiveSet): string | undefined {
  const { elements } = projector.evaluator.potential;
  for (const [e, symbol] of elements.entries()) {
    const inverse = activeSet[symbol];
    const count = projector.functions[e]!.length;
    if (!inverse) return `it has nothing for ${symbol}`;
    if (inverse.length === count * count) continue;
    const side = Math.sqrt(inverse.length);
    return `it is for ${side} functions of ${symbol}, and the potential has ${count}`;
  }
  return undefined;
}
