import type { ClusterModel } from './cluster-model.ts';

/** A decorated supercell under change: the species of each site, and how many clusters of each kind there are. */
export interface Decoration {
  readonly model: ClusterModel;
  readonly species: Uint8Array;
  readonly counts: Int32Array;
}

/** Counts the clusters of a decoration. */
export function decorationOf(model: ClusterModel, species: Uint8Array): Decoration {
  const counts = new Int32Array(model.counts);
  const { table, pairs, selfPairs, triplets, species: k } = model;
  for (let i = 0; i < model.sites; i++) {
    const own = species[i]!;
    for (let e = pairs.first[i]!; e < pairs.first[i + 1]!; e++) {
      const other = pairs.other[e]!;
      // Both ends are listed: each pair is counted from its lower site.
      if (other > i) counts[table[pairs.at[e]! + own * k + species[other]!]!]! += 1;
    }
    for (let e = selfPairs.first[i]!; e < selfPairs.first[i + 1]!; e++) {
      counts[table[selfPairs.at[e]! + own * k + own]!]! += 1;
    }
    for (let e = triplets.first[i]!; e < triplets.first[i + 1]!; e++) {
      const { other } = triplets;
      const least = Math.min(other[3 * e]!, other[3 * e + 1]!, other[3 * e + 2]!);
      if (least === i) counts[table[triplets.at[e]! + tripletCode(other, e, species, k)]!]! += 1;
    }
  }
  return { model, species, counts };
}

const tripletCode = (other: Int32Array, e: number, species: Uint8Array, k: number): number =>
  (species[other[3 * e]!]! * k + species[other[3 * e + 1]!]!) * k + species[other[3 * e + 2]!]!;

/** Gives site i another species, and brings the counts up to date: the cost is that of its own clusters. */
export function setSpecies(decoration: Decoration, i: number, next: number): void {
  const { model, species, counts } = decoration;
  const { table, selfPairs, triplets, species: k } = model;
  const own = species[i]!;
  if (k === 2) setBinaryPairs(decoration, i, own, next);
  else setPairs(decoration, i, own, next);
  for (let e = selfPairs.first[i]!; e < selfPairs.first[i + 1]!; e++) {
    counts[table[selfPairs.at[e]! + own * k + own]!]!--;
    counts[table[selfPairs.at[e]! + next * k + next]!]!++;
  }
  const from = triplets.first[i]!;
  const end = triplets.first[i + 1]!;
  for (let e = from; e < end; e++) {
    counts[table[triplets.at[e]! + tripletCode(triplets.other, e, species, k)]!]!--;
  }
  species[i] = next;
  for (let e = from; e < end; e++) {
    counts[table[triplets.at[e]! + tripletCode(triplets.other, e, species, k)]!]!++;
  }
}

/** Of two species it is enough to add up the neighbours that are of the second. */
function setBinaryPairs(
  { model, species, counts }: Decoration,
  i: number,
  own: number,
  next: number,
): void {
  const { table } = model;
  const { other, at, firstRun, run } = model.pairs;
  for (let r = firstRun[i]!, last = firstRun[i + 1]!; r < last; r++) {
    const begin = run[r]!;
    const end = run[r + 1]!;
    let second = 0;
    for (let e = begin; e < end; e++) second += species[other[e]!]!;
    const first = end - begin - second;
    const from = at[begin]! + 2 * own;
    const to = at[begin]! + 2 * next;
    counts[table[from]!]! -= first;
    counts[table[from + 1]!]! -= second;
    counts[table[to]!]! += first;
    counts[table[to + 1]!]! += second;
  }
}

function setPairs(
  { model, species, counts }: Decoration,
  i: number,
  own: number,
  next: number,
): void {
  const { table, species: k } = model;
  const { other, at, first } = model.pairs;
  for (let e = first[i]!, end = first[i + 1]!; e < end; e++) {
    const pair = at[e]! + species[other[e]!]!;
    counts[table[pair + own * k]!]!--;
    counts[table[pair + next * k]!]!++;
  }
}

/** Exchanges the species of two sites. */
export function swapSpecies(decoration: Decoration, i: number, j: number): void {
  const a = decoration.species[i]!;
  setSpecies(decoration, i, decoration.species[j]!);
  setSpecies(decoration, j, a);
}
