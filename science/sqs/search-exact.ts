import type { BestFew } from './best-few.ts';
import type { ClusterModel } from './cluster-model.ts';
import { decorationOf, setSpecies } from './decoration.ts';
import { type Objective, objectiveOf } from './objective.ts';

/** How many decorations there are of these amounts; Infinity beyond 2^53. */
export function decorationCount(amounts: readonly number[]): number {
  let count = 1n;
  let sites = 0n;
  for (const amount of amounts) {
    for (let n = 1n; n <= BigInt(amount); n++) {
      sites += 1n;
      count = (count * sites) / n;
    }
  }
  return count > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(count);
}

/**
 * Looks at every decoration with the model's amounts, in lexicographic order, and offers all to
 * `best`. With `isTransitive` (translations carry any site into any other) the first site keeps the
 * rarest species: every decoration has an image that has. Ends early once `isEnough`.
 */
export function searchExact(
  model: ClusterModel,
  objective: Objective,
  best: BestFew,
  isTransitive: boolean,
  isEnough: () => boolean,
): void {
  const species = Uint8Array.from(
    model.amounts.flatMap((amount, s) => new Array<number>(amount).fill(s)),
  );
  const free = isTransitive ? 1 : 0;
  if (isTransitive) {
    const rarest = model.amounts.indexOf(Math.min(...model.amounts));
    const at = species.indexOf(rarest);
    species.copyWithin(1, 0, at);
    species[0] = rarest;
  }
  const decoration = decorationOf(model, species.slice());
  do {
    for (let i = free; i < species.length; i++) {
      if (decoration.species[i] !== species[i]) setSpecies(decoration, i, species[i]!);
    }
    const value = objectiveOf(model, objective, decoration.counts);
    if (best.offer(value, decoration.species) && isEnough()) return;
  } while (nextPermutation(species, free));
}

/** The next order of the entries from `from` on; false after the last. */
function nextPermutation(order: Uint8Array, from: number): boolean {
  let i = order.length - 2;
  while (i >= from && order[i]! >= order[i + 1]!) i--;
  if (i < from) return false;
  let j = order.length - 1;
  while (order[j]! <= order[i]!) j--;
  const kept = order[i]!;
  order[i] = order[j]!;
  order[j] = kept;
  order.subarray(i + 1).reverse();
  return true;
}
