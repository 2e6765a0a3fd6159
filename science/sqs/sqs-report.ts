import { clusterModel, type OrbitModel } from './cluster-model.ts';
import { clusterOrbits, pairShells } from './clusters.ts';
import { decorationOf } from './decoration.ts';
import { correlationsOf, isPerfect, objectiveFor, objectiveOf } from './objective.ts';
import { ownImages } from './shell-limits.ts';
import type { SqsCandidate, SqsProblem } from './sqs-search.ts';

/** How random a decorated supercell is. */
export interface SqsReport {
  readonly objective: number;
  /** Pairs match a random alloy exactly up to and with this shell. */
  readonly exactShells: number;
  readonly pairs: readonly PairReport[];
  readonly triplets: readonly TripletReport[];
}

/** One orbit of pairs. */
export interface PairReport {
  readonly shell: number;
  /** Å. */
  readonly distance: number;
  readonly correlations: readonly number[];
  readonly targets: readonly number[];
  /** Warren-Cowley parameters of species a and b >= a: 1 - P(b beside a) / x_b, 0 in a random alloy. */
  readonly order: readonly {
    readonly species: readonly [number, number];
    readonly alpha: number;
  }[];
  readonly isExact: boolean;
  /** The share of a site's neighbours in the shell that are its own images. */
  readonly ownImages: number;
}

/** One orbit of triplets. */
export interface TripletReport {
  readonly shells: readonly number[];
  readonly correlations: readonly number[];
  readonly targets: readonly number[];
  readonly isExact: boolean;
}

/** Counts a candidate's clusters anew and compares each correlation with that of a random alloy. */
export function sqsReport(
  { parent, reach, amounts }: Pick<SqsProblem, 'parent' | 'reach' | 'amounts'>,
  { form, species }: Pick<SqsCandidate, 'form' | 'species'>,
): SqsReport {
  const orbits = clusterOrbits(parent, reach);
  const model = clusterModel(orbits, parent.mixed.length / 3, form, amounts);
  const { counts } = decorationOf(model, species);
  const own = ownImages(pairShells(parent, reach.shells), parent.mixed.length / 3, form);
  const common = (orbit: OrbitModel) => ({
    correlations: correlationsOf(orbit, counts),
    targets: Array.from(orbit.target),
    isExact: isPerfect(orbit, counts),
  });
  const isPair = ({ orbit }: OrbitModel): boolean => orbit.shells.length === 1;
  const pairs = model.orbits.filter(isPair).map((orbit): PairReport => {
    const [shell] = orbit.orbit.shells as [number];
    const { ownImages: images, neighbours } = own[shell - 1]!;
    return {
      shell,
      distance: orbit.orbit.length,
      ...common(orbit),
      order: warrenCowley(orbit, counts, amounts),
      ownImages: images / neighbours,
    };
  });
  const broken = pairs.find(({ isExact }) => !isExact);
  return {
    objective: objectiveOf(model, objectiveFor(orbits), counts),
    exactShells: broken ? broken.shell - 1 : reach.shells,
    pairs,
    triplets: model.orbits
      .filter((orbit) => !isPair(orbit))
      .map((orbit) => ({ shells: orbit.orbit.shells, ...common(orbit) })),
  };
}

/**
 * J. M. Cowley, Phys. Rev. 77, 669 (1950), for any number of species: alpha = 1 - N_ab / (expected
 * N_ab), pairs counted without order.
 */
function warrenCowley(
  { base, kinds, total }: OrbitModel,
  counts: Int32Array,
  amounts: readonly number[],
): PairReport['order'] {
  const sites = amounts.reduce((sum, n) => sum + n, 0);
  return amounts.flatMap((one, a) =>
    amounts.slice(a).map((other, past) => {
      const b = a + past;
      const found = kinds.reduce((sum, [x, y], at) => {
        const isIt = (x === a && y === b) || (x === b && y === a);
        return isIt ? sum + counts[base + at]! : sum;
      }, 0);
      const expected = (total * one * other * (a === b ? 1 : 2)) / (sites * sites);
      return { species: [a, b] as const, alpha: 1 - found / expected };
    }),
  );
}
