import { exp } from '../elementary.ts';
import { BETA, type EmtElement } from './parameters.ts';

/**
 * The constants of pair terms between the elements of one structure, by place in `elements`. With
 * chi = n0_b / n0_a, an atom of element b at distance r adds to an atom of element a
 * - `density[a n + b]` exp(-`densityRate[b]` r) w(r) to its density sum sigma_1, and
 * - `pair[a n + b]` exp(-`pairRate[b]` r) w(r) to its pair energy, -V0 / (2 gamma_2) sigma_2.
 */
export interface PairTable {
  readonly elements: readonly EmtElement[];
  readonly densityRate: Float64Array;
  readonly pairRate: Float64Array;
  readonly density: Float64Array;
  readonly pair: Float64Array;
}

/** The pair constants of these elements. */
export function pairTable(elements: readonly EmtElement[]): PairTable {
  const n = elements.length;
  const density = new Float64Array(n * n);
  const pair = new Float64Array(n * n);
  for (const [a, one] of elements.entries()) {
    for (const [b, other] of elements.entries()) {
      const chi = other.n0 / one.n0;
      density[a * n + b] = chi * exp(other.eta2 * BETA * other.s0);
      pair[a * n + b] = (-one.v0 / (2 * one.gamma2)) * chi * exp(other.kappa * other.s0);
    }
  }
  return {
    elements,
    densityRate: Float64Array.from(elements, ({ eta2 }) => eta2),
    pairRate: Float64Array.from(elements, ({ kappa }) => kappa / BETA),
    density,
    pair,
  };
}
