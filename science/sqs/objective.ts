import type { ClusterModel, OrbitModel } from './cluster-model.ts';
import type { ClusterOrbit } from './clusters.ts';

/**
 * How far a decoration is from a random alloy: the sum over all correlations of |value - target|,
 * less `reward` times the radius (half of the longest distance, in units of the nearest one) up to which all pairs match
 * exactly. A. van de Walle et al., Calphad 42, 13 (2013), eqs. 4-5: the longer the range of perfect
 * pairs, the better, whatever remains beyond it.
 */
export interface Objective {
  /** For each orbit, in the model's order. */
  readonly radii: Float64Array;
  /** 1 for the last orbit of each shell of pairs: two orbits can have one distance. */
  readonly endsShell: Uint8Array;
  /** How many of the orbits are pairs; they come first. */
  readonly pairs: number;
  /** What a decoration that matches everything has: none can be lower. */
  readonly ideal: number;
}

/** The weight of the radius of perfect pairs. */
const REWARD = 1;

/** The objective for these orbits: the same for all supercells of a parent. */
export function objectiveFor(orbits: readonly ClusterOrbit[]): Objective {
  const nearest = orbits[0]?.length ?? 1;
  const radii = Float64Array.from(orbits, ({ length }) => length / (2 * nearest));
  const pairs = orbits.filter(({ shells }) => shells.length === 1).length;
  const endsShell = Uint8Array.from(orbits, ({ shells: [shell] }, o) =>
    o < pairs && (o + 1 === pairs || orbits[o + 1]!.shells[0] !== shell) ? 1 : 0,
  );
  return { radii, endsShell, pairs, ideal: -REWARD * (radii[pairs - 1] ?? 0) };
}

/** Whether an orbit's counts are those of a random alloy, exactly. */
export function isPerfect({ base, wanted }: OrbitModel, counts: Int32Array): boolean {
  for (let kind = 0; kind < wanted.length; kind++) {
    if (counts[base + kind] !== wanted[kind]) return false;
  }
  return true;
}

/** The sum of |correlation - target| over an orbit's functions. */
export function mismatch({ base, matrix, target, kinds }: OrbitModel, counts: Int32Array): number {
  const width = kinds.length;
  let sum = 0;
  for (let f = 0; f < target.length; f++) {
    let value = -target[f]!;
    for (let kind = 0; kind < width; kind++) {
      value += matrix[f * width + kind]! * counts[base + kind]!;
    }
    sum += Math.abs(value);
  }
  return sum;
}

/** The objective of a decoration, from its counts. */
export function objectiveOf(
  model: ClusterModel,
  { radii, endsShell, pairs }: Objective,
  counts: Int32Array,
): number {
  const { orbits } = model;
  let sum = 0;
  let radius = 0;
  let isUnbroken = true;
  for (let o = 0; o < orbits.length; o++) {
    const orbit = orbits[o]!;
    if (isPerfect(orbit, counts)) {
      if (isUnbroken && endsShell[o] === 1) radius = radii[o]!;
    } else {
      sum += mismatch(orbit, counts);
      if (o < pairs) isUnbroken = false;
    }
  }
  return sum - REWARD * radius;
}

/** The correlations of one orbit, in the order of its functions. */
export function correlationsOf(
  { base, matrix, target, kinds }: OrbitModel,
  counts: Int32Array,
): number[] {
  return Array.from(target, (_, f) =>
    kinds.reduce((sum, _kind, at) => sum + matrix[f * kinds.length + at]! * counts[base + at]!, 0),
  );
}
