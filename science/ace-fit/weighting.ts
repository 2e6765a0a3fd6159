import { elementSymbol } from '../elements.ts';
import { energiesAboveHull } from './energy-above-hull.ts';
import type { Observation } from './observation.ts';

/** How structures are weighed beside their own weights. */
export interface Weighting {
  /** Factors by group; one that is not named has 1. */
  readonly groups: { readonly [group: string]: number };
  /**
   * eV/atom: a structure that is d above the hull has (s / (s + d))^2 for the scale s, as in pacemaker's
   * policy; null weighs all alike.
   */
  readonly energyScale: number | null;
}

/** Structures that any weighting of this kind weighs alike. */
export interface WeightClass {
  readonly group: string;
  /** Their own weight. */
  readonly weight: number;
  /** eV/atom above the hull, of a step of the ladder; null where energies do not matter. */
  readonly above: number | null;
}

/** The first step of the ladder of energies above the hull, eV/atom; each next is larger by the root of two. */
const FIRST = 0.01;
const ROOT_2 = Math.sqrt(2);

/**
 * The class of each observation. Energies above the hull are taken in steps of the root of two, so that
 * fits with other scales share their design rows; within a step all weigh as its middle does.
 */
export function weightClasses(
  observations: readonly Observation[],
  elements: readonly string[],
  { energyScale }: Weighting,
): WeightClass[] {
  const above = energyScale === null ? [] : aboveHull(observations, elements);
  return observations.map(({ group, weight }, i) => ({
    group,
    weight,
    above: energyScale === null ? null : stepOf(above[i]!),
  }));
}

/** eV/atom. */
export function aboveHull(
  observations: readonly Observation[],
  elements: readonly string[],
): number[] {
  return energiesAboveHull(
    observations.map(({ structure: { numbers }, energy }) => {
      const counts = new Map<string, number>();
      for (const number of numbers) {
        const symbol = elementSymbol(number);
        counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
      }
      const composition = elements.map((symbol) => (counts.get(symbol) ?? 0) / numbers.length);
      return { composition, energy: energy / numbers.length };
    }),
  );
}

function stepOf(energy: number): number {
  if (energy < FIRST) return 0;
  let edge = FIRST;
  while (energy >= edge * ROOT_2) edge *= ROOT_2;
  return edge * Math.sqrt(ROOT_2);
}

/** What a class weighs. */
export function classWeight({ group, weight, above }: WeightClass, weighting: Weighting): number {
  const factor = weighting.groups[group] ?? 1;
  const scale = weighting.energyScale;
  if (scale === null || above === null) return weight * factor;
  const part = scale / (scale + above);
  return weight * factor * part * part;
}
