import { cellVolume } from '../cell.ts';
import { cbrt } from '../elementary.ts';
import { neighbourList } from '../neighbours.ts';
import type { Structure } from '../structure.ts';

/** A cutoff, Å, and where it comes from, for people. */
export interface CutoffChoice {
  readonly cutoff: number;
  readonly words: string;
}

/** Two cube edges of the volume of an atom: about 33 neighbours at any density. */
const EDGES = 2;
/** In nearest-neighbour distances; the same radius as above lies between 1.8 (fcc) and 2.3 (diamond). */
const SHELLS = 2.2;
/** Beyond this many nearest-neighbour distances the volume must be mostly vacuum. */
const MOST_SHELLS = 2.6;
/** Å. Where bonds to hydrogen are the shortest distances, they say little of how far atoms reach. */
const LEAST = 4;

/**
 * The default cutoff, from the structures alone: 2.0 V^(1/3) with V the median volume of an atom over
 * the structures that are periodic in all directions. Where there is none, or where that volume is
 * mostly vacuum (boxes around molecules, slabs), 2.2 times the median nearest-neighbour distance, at
 * least 4 Å. Rounded to 0.01 Å.
 */
export function defaultCutoff(structures: readonly Structure[]): CutoffChoice {
  const edges = structures.flatMap((structure) => {
    const { periodic, cell, numbers } = structure;
    return periodic.every(Boolean) ? [cbrt(cellVolume(cell) / numbers.length)] : [];
  });
  const edge = median(edges);
  const nearest = median(
    structures.flatMap((structure) => nearestDistance(structure, edge ? MOST_SHELLS * edge : 0)),
  );
  if (edge && (!nearest || EDGES * edge <= MOST_SHELLS * nearest)) {
    return {
      cutoff: rounded(EDGES * edge),
      words: 'twice the cube root of the median volume of an atom',
    };
  }
  if (!nearest) return { cutoff: LEAST, words: 'no structure has two atoms near each other' };
  const cutoff = Math.max(LEAST, rounded(SHELLS * nearest));
  return { cutoff, words: `${SHELLS} median nearest-neighbour distances, at least ${LEAST} Å` };
}

const rounded = (length: number): number => Math.round(100 * length) / 100;

function median(values: readonly number[]): number | undefined {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 2)];
}

/** Å; farther than this two atoms of a cluster do not see each other. */
const FAR = 6;

/** The median over the atoms of the distance to the nearest other atom; nothing for lone atoms. */
function nearestDistance(structure: Structure, within: number): number[] {
  const { first, squared } = neighbourList(structure, within || FAR);
  const distances: number[] = [];
  for (let i = 0; i < structure.numbers.length; i++) {
    let least = Infinity;
    for (let s = first[i]!; s < first[i + 1]!; s++) least = Math.min(least, squared[s]!);
    if (least < Infinity) distances.push(Math.sqrt(least));
  }
  const middle = median(distances);
  return middle === undefined ? [] : [middle];
}
