import type { Digest } from '../../base/digest.ts';
import { exp, log } from '../elementary.ts';
import { randomStream } from '../random.ts';
import { type BestFew, SAME_OBJECTIVE } from './best-few.ts';
import type { ClusterModel } from './cluster-model.ts';
import { type Decoration, decorationOf, swapSpecies } from './decoration.ts';
import { type Objective, objectiveOf } from './objective.ts';
import { below, type QuickRandom, quickRandom, unit } from './quick-random.ts';

/** A search by Monte Carlo: all of it is in its numbers, so that the result is a function of them. */
export interface TemperedSearch {
  readonly seed: number;
  /** What names the random streams beside the seed: the digest of the problem. */
  readonly problem: Digest;
  /** Searches of one problem differ by this. */
  readonly index: number;
  /** Swaps tried in all replicas together. */
  readonly steps: number;
}

/** Copies at different temperatures. */
const REPLICAS = 6;
/** The hottest temperature, in units of the mean change of the objective by a swap in a random decoration. */
const HOTTEST = 0.5;
/** The coldest one, as a share of the hottest. */
const COLDEST = 0.03;
/** Swaps tried, as a multiple of the sites, between exchanges of neighbouring temperatures. */
const SWEEPS = 5;

interface Replica {
  readonly decoration: Decoration;
  readonly random: QuickRandom;
  objective: number;
}

/**
 * Parallel tempering (R. H. Swendsen and J.-S. Wang, Phys. Rev. Lett. 57, 2607 (1986)): replicas of
 * the supercell at a ladder of temperatures try swaps of two different species, and after a fixed
 * number of swaps neighbours in temperature may change places. Offers what it meets to `best`; ends
 * after its steps, or at an exchange once the ideal objective is met and nothing more is asked for.
 */
export function searchTempered(
  model: ClusterModel,
  objective: Objective,
  best: BestFew,
  search: TemperedSearch,
  isEnough: () => boolean,
): void {
  const randomOf = (index: number): QuickRandom =>
    quickRandom(randomStream({ purpose: 'sqs', seed: search.seed, parent: search.problem, index }));
  const stride = search.index * (REPLICAS + 1);
  const exchange = randomOf(stride);
  const replicas = Array.from({ length: REPLICAS }, (_, r) =>
    startReplica(model, objective, randomOf(stride + r + 1)),
  );
  for (const replica of replicas) best.offer(replica.objective, replica.decoration.species);
  const scale = meanChange(model, objective, replicas[0]!);
  const ratio = exp(log(COLDEST) / (REPLICAS - 1));
  const temperatures = replicas.map(() => 0);
  temperatures.forEach((_, r) => {
    temperatures[r] = r === 0 ? HOTTEST * scale : temperatures[r - 1]! * ratio;
  });
  const block = SWEEPS * model.sites;
  const rounds = Math.max(1, Math.ceil(search.steps / (block * REPLICAS)));
  for (let round = 0; round < rounds; round++) {
    for (const [r, replica] of replicas.entries()) {
      sweep(model, objective, replica, 1 / temperatures[r]!, block, best);
    }
    if (isEnough()) return;
    exchangeNeighbours(replicas, temperatures, round % 2, exchange);
  }
}

function startReplica(model: ClusterModel, objective: Objective, random: QuickRandom): Replica {
  const species = Uint8Array.from(
    model.amounts.flatMap((amount, s) => new Array<number>(amount).fill(s)),
  );
  for (let i = species.length - 1; i > 0; i--) {
    const j = below(random, i + 1);
    const kept = species[i]!;
    species[i] = species[j]!;
    species[j] = kept;
  }
  const decoration = decorationOf(model, species);
  return { decoration, random, objective: objectiveOf(model, objective, decoration.counts) };
}

/** The mean size of the changes that 200 swaps make, each from the one before. */
function meanChange(
  model: ClusterModel,
  objective: Objective,
  { decoration, random }: Replica,
): number {
  const trial = decorationOf(model, decoration.species.slice());
  let before = objectiveOf(model, objective, trial.counts);
  let sum = 0;
  for (let n = 0; n < 200; n++) {
    const [i, j] = differentPair(trial.species, random);
    swapSpecies(trial, i, j);
    const after = objectiveOf(model, objective, trial.counts);
    sum += Math.abs(after - before);
    before = after;
  }
  return sum > 0 ? sum / 200 : 1;
}

function differentPair(species: Uint8Array, random: QuickRandom): [number, number] {
  const i = below(random, species.length);
  let j = i;
  while (species[j] === species[i]) j = below(random, species.length);
  return [i, j];
}

function sweep(
  model: ClusterModel,
  objective: Objective,
  replica: Replica,
  beta: number,
  steps: number,
  best: BestFew,
): void {
  const { decoration, random } = replica;
  const { species, counts } = decoration;
  const saved = counts.slice();
  let current = replica.objective;
  for (let step = 0; step < steps; step++) {
    const i = below(random, species.length);
    const j = below(random, species.length);
    const a = species[i]!;
    const b = species[j]!;
    if (a === b) continue;
    swapSpecies(decoration, i, j);
    const next = objectiveOf(model, objective, counts);
    const rise = next - current;
    if (rise <= 0 || unit(random) < exp(-rise * beta)) {
      current = next;
      saved.set(counts);
      if (rise < -SAME_OBJECTIVE) best.offer(next, species);
    } else {
      species[i] = a;
      species[j] = b;
      counts.set(saved);
    }
  }
  replica.objective = current;
}

/** Replicas 0 and 1, 2 and 3, ... or 1 and 2, 3 and 4, ... change places as detailed balance has it. */
function exchangeNeighbours(
  replicas: Replica[],
  temperatures: readonly number[],
  from: number,
  random: QuickRandom,
): void {
  for (let r = from; r + 1 < replicas.length; r += 2) {
    const [hot, cold] = [replicas[r]!, replicas[r + 1]!];
    const beta = 1 / temperatures[r]! - 1 / temperatures[r + 1]!;
    const gain = beta * (hot.objective - cold.objective);
    if (gain >= 0 || unit(random) < exp(gain)) {
      replicas[r] = cold;
      replicas[r + 1] = hot;
    }
  }
}
