import { type Static, Type } from '../../../base/doors/typebox.ts';
import { ok } from '../../../base/result.ts';
import { exp } from '../../../science/elementary.ts';
import { nearestDistance } from '../../../science/nearest.ts';
import { type NeighbourList, neighbourList } from '../../../science/neighbours.ts';
import { type RandomStream, randomStream } from '../../../science/random.ts';
import type { Structure } from '../../../science/structure.ts';
import { amountText } from '../parent.ts';
import { distortionPlugin } from '../strategy.ts';
import type { DistortionStrategy } from './strategy.ts';

const fields = {
  mc_rattle_stdev: Type.Optional(
    Type.Number({
      exclusiveMinimum: 0,
      maximum: 1,
      description:
        'Å; standard deviation of one of the ten Monte-Carlo moves of each atom, each taken with a chance that falls as it nears a neighbour: atoms end about three times as far. Default when n_mc_rattles is given: 0.03',
    }),
  ),
  n_mc_rattles: Type.Optional(
    Type.Integer({
      minimum: 0,
      maximum: 100000,
      description:
        'Monte-Carlo rattled copies of each strain point. Default: 0, or 3 when mc_rattle_stdev is given',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

const SWEEPS = 10;
/** A move that brings two atoms to this share of the nearest distance is taken every second time. */
const HALF = 0.85;
/** Å; how gradually the chance falls. */
const WIDTH = 0.1;
/** Of the nearest distance: farther neighbours never come near enough to matter. */
const REACH = 1.8;

interface McRattleSettings {
  readonly stdev: number;
  readonly count: number;
  readonly seed: number;
}

/**
 * Monte-Carlo rattle: large displacements without atoms on top of each other (Eriksson, Fransson, Erhart, Adv.
 * Theory Simul. 2, 1800184, 2019: the chance of a move is an error function of the distance to the nearest).
 */
export const mcRattles = ({ stdev, count, seed }: McRattleSettings): DistortionStrategy => ({
  name: 'mc rattle',
  group: 'rattle',
  *distort({ structure, digest }) {
    const nearest = nearestDistance(structure);
    const list = nearest === undefined ? undefined : neighbourList(structure, REACH * nearest);
    for (let index = 0; index < count; index++) {
      const random = randomStream({ purpose: 'mc rattle', seed, parent: digest, index });
      const moves = walk(structure, stdev, random, list, HALF * (nearest ?? 0));
      const positions = structure.positions.map((x, i) => x + moves[i]!);
      const operation = `mc rattle ${amountText(stdev)} #${index}`;
      yield { structure: { ...structure, positions }, operation };
    }
  },
});

/** Displacements, 3N, after ten sweeps over the atoms. */
function walk(
  { numbers }: Structure,
  stdev: number,
  random: RandomStream,
  list: NeighbourList | undefined,
  half: number,
): Float64Array {
  const moves = new Float64Array(3 * numbers.length);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (let atom = 0; atom < numbers.length; atom++) {
      const before = moves.slice(3 * atom, 3 * atom + 3);
      for (let k = 0; k < 3; k++) moves[3 * atom + k]! += stdev * random.gaussian();
      const nearest = list ? nearestOf(atom, moves, list) : Number.POSITIVE_INFINITY;
      const chance = 0.5 * (1 + erf((nearest - half) / WIDTH));
      if (random.uniform() >= chance) moves.set(before, 3 * atom);
    }
  }
  return moves;
}

/** Å; from a displaced atom to the nearest of its neighbours, which are displaced too. */
function nearestOf(atom: number, moves: Float64Array, list: NeighbourList): number {
  let least = Number.POSITIVE_INFINITY;
  for (let n = list.first[atom]!; n < list.first[atom + 1]!; n++) {
    const other = list.neighbour[n]!;
    const x = list.dx[n]! + moves[3 * other]! - moves[3 * atom]!;
    const y = list.dy[n]! + moves[3 * other + 1]! - moves[3 * atom + 1]!;
    const z = list.dz[n]! + moves[3 * other + 2]! - moves[3 * atom + 2]!;
    least = Math.min(least, x * x + y * y + z * z);
  }
  return Math.sqrt(least);
}

/** The error function to 1.5e-7: Abramowitz and Stegun, Handbook of Mathematical Functions, 7.1.26. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return x > 0 ? 1 : -1;
  const t = 1 / (1 + 0.3275911 * size);
  const series =
    t *
    (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  const value = 1 - series * exp(-size * size);
  return x < 0 ? -value : value;
}

/** `mc_rattle_stdev` and `n_mc_rattles`. */
export const mcRattlePlugin = distortionPlugin<
  Config,
  { readonly mc_rattle_stdev?: number; readonly n_mc_rattles?: number }
>({
  name: 'mc rattle',
  phase: 'disorder',
  more: 'distortion.n_mc_rattles',
  fields,
  resolve: ({ mc_rattle_stdev: stdev, n_mc_rattles: count }) => {
    const isAsked = count !== 0 && (stdev !== undefined || count !== undefined);
    if (!isAsked) return ok({ settings: {} });
    return ok({ settings: { mc_rattle_stdev: stdev ?? 0.03, n_mc_rattles: count ?? 3 } });
  },
  isRandom: ({ n_mc_rattles: count }) => count !== undefined,
  open: ({ mc_rattle_stdev: stdev = 0, n_mc_rattles: count = 0 }, seed) =>
    count > 0 ? mcRattles({ stdev, count, seed }) : undefined,
});
