import { neighbourList, neighbourProblem } from './neighbours.ts';
import type { Structure } from './structure.ts';

/** Å; no crystal has its nearest atoms further apart. */
const FARTHEST = 12;

/** The shortest distance between two atoms, images included, Å; undefined where none is within 12 Å. */
export function nearestDistance(structure: Structure): number | undefined {
  for (let cutoff = 1.5; cutoff <= FARTHEST; cutoff *= 2) {
    const shortest = shortestWithin(structure, cutoff);
    if (shortest !== undefined) return shortest;
  }
  return undefined;
}

/** The shortest distance up to `limit` Å; undefined where all atoms are further apart. */
export function shortestWithin(structure: Structure, limit: number): number | undefined {
  if (neighbourProblem(structure, limit) !== undefined) return undefined;
  const { first, squared } = neighbourList(structure, limit, 'half');
  const count = first[first.length - 1] as number;
  if (count === 0) return undefined;
  let least = squared[0] as number;
  for (let i = 1; i < count; i++) least = Math.min(least, squared[i] as number);
  return Math.sqrt(least);
}
