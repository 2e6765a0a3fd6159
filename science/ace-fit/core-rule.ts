import { evaluateAce, prepareEvaluator } from '../ace/evaluate.ts';
import type { AcePotential, BondCore } from '../ace/potential.ts';
import { covalentRadius } from '../atomic-radii.ts';
import { atomicNumber } from '../elements.ts';
import type { Structure } from '../structure.ts';
import { shortestDistances } from './short-distances.ts';

/** Where one pair's core begins, Å, as far as `width` below it takes over wholly. */
export interface CorePlace {
  readonly end: number;
  readonly width: number;
}

/** Of a pair that the data never have near each other: this part of the sum of their covalent radii. */
const UNSEEN = 0.6;
/** And of one that they have: this part of its shortest distance. So much further the functions are trusted. */
const SEEN = 0.95;
/** The widths that are tried, as parts of where the core begins, in this order. */
export const WIDTHS = [0.15, 0.25, 0.1, 0.35] as const;

/**
 * Where a ZBL core begins for every ordered pair: 5 % below the shortest distance of the data, so that nothing that was
 * fitted changes; where the data have none, at 0.6 of the sum of the covalent radii.
 */
export function corePlaces(
  elements: readonly string[],
  shortest: readonly (number | undefined)[],
  width: number,
): CorePlace[] {
  const radius = (e: number): number => covalentRadius(atomicNumber(elements[e]!)!) ?? 1.5;
  return shortest.map((distance, pair) => {
    const [i, j] = [Math.floor(pair / elements.length), pair % elements.length];
    const end = distance ? SEEN * distance : UNSEEN * (radius(i) + radius(j));
    return { end, width: width * end };
  });
}

/** The ZBL repulsion of nuclei there. */
export const zblCore = ({ end, width }: CorePlace): BondCore => ({
  corePrefactor: 1,
  coreExponent: 1,
  innerCutoff: end,
  innerCutoffWidth: width,
  innerCutoffKind: 'zbl',
});

/** How near two atoms are brought, as a part of where their core begins. */
const NEAREST = 0.5;
const STEPS = 40;

/**
 * Where the energy of two atoms, or of a crystal that is squeezed, falls as they come closer than
 * anything in the data: a hole, that a simulation would fall into. In words, one a pair; empty is good.
 */
export function coreHoles(
  potential: AcePotential,
  places: readonly CorePlace[],
  crystals: readonly Structure[],
): string[] {
  const { elements } = potential;
  const evaluator = prepareEvaluator(potential);
  const energy = (structure: Structure): number => evaluateAce(evaluator, structure).energy;
  const holes: string[] = [];
  for (const [i, first] of elements.entries()) {
    for (let j = i; j < elements.length; j++) {
      const { end } = places[i * elements.length + j]!;
      const at = firstFall(end, (r) => energy(dimer(first, elements[j]!, r)));
      if (at !== undefined) holes.push(`two atoms ${first} and ${elements[j]} at ${words(at)}`);
    }
  }
  for (const crystal of crystals) {
    const from = touching(crystal, elements, places, evaluator.cutoff);
    const at = firstFall(from, (part) => energy(squeezed(crystal, part)));
    if (at !== undefined) holes.push(`a crystal squeezed to ${words(100 * at, '%')} of its length`);
  }
  return holes;
}

/** How far a crystal must be squeezed until the first two atoms are where their core begins. */
function touching(
  crystal: Structure,
  elements: readonly string[],
  places: readonly CorePlace[],
  cutoff: number,
): number {
  const shortest = shortestDistances(elements, [crystal], cutoff);
  return Math.max(
    ...shortest.map((distance, pair) =>
      distance === undefined ? UNSEEN : places[pair]!.end / distance,
    ),
  );
}

const words = (value: number, unit = 'Å'): string => `${value.toFixed(2)} ${unit}`;

/** The first of the places, from `from` down to half of it, that is lower than the one before. */
function firstFall(from: number, energy: (at: number) => number): number | undefined {
  let before = energy(from);
  for (let k = 1; k <= STEPS; k++) {
    const at = from * (1 - ((1 - NEAREST) * k) / STEPS);
    const now = energy(at);
    if (!(now > before)) return at;
    before = now;
  }
  return undefined;
}

const dimer = (a: string, b: string, distance: number): Structure => ({
  numbers: Int32Array.of(atomicNumber(a)!, atomicNumber(b)!),
  positions: Float64Array.of(0, 0, 0, distance, 0, 0),
  cell: new Float64Array(9),
  periodic: [false, false, false],
});

const squeezed = (structure: Structure, part: number): Structure => ({
  ...structure,
  positions: structure.positions.map((x) => x * part),
  cell: structure.cell.map((x) => x * part),
});
