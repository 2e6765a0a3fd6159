import { hashRank } from '../../../science/random.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Layers, layersOf } from '../../../science/surfaces/layers.ts';
import { distinctPlanes, type Miller } from '../../../science/surfaces/miller.ts';
import {
  type CrystalSymmetry,
  crystalSymmetry,
  latticeSymmetry,
} from '../../../science/symmetry.ts';
import { asParent, type Base, type Derived } from '../parent.ts';
import type { Tally } from '../tally.ts';

/** A crystal to cut along planes, whose indices are those of its lattice's conventional cell. */
export interface PlanarCrystal {
  readonly structure: Structure;
  /** The crystal's own operations and primitive cell, beside the conventional cell of its lattice. */
  readonly symmetry: CrystalSymmetry;
  /** The symmetry with all elements taken for the same. */
  readonly lattice: CrystalSymmetry;
}

/** The base as a crystal; undefined, and said, where it is none. */
export function planarCrystal(
  { structure }: Base,
  kind: string,
  tally: Tally,
): PlanarCrystal | undefined {
  const own = crystalSymmetry(structure);
  const lattice = latticeSymmetry(structure);
  if (!own || !lattice) {
    tally.reject(`${kind}: the structure is not periodic in three directions`);
    return undefined;
  }
  if (own.trouble) tally.note(`${kind}: of one structure ${own.trouble}`);
  return { structure, symmetry: { ...own, conventional: lattice.conventional }, lattice };
}

/** The crystal as a stack of the given planes. */
export const ownLayers = ({ structure, symmetry }: PlanarCrystal, plane: Miller): Layers =>
  layersOf(structure, symmetry, plane) as Layers;

/** The same planes with all elements taken for the same. */
export const latticeLayers = ({ structure, lattice }: PlanarCrystal, plane: Miller): Layers =>
  layersOf(structure, lattice, plane) as Layers;

/** The different planes with indices up to `most`, the most widely parted first: the usual ones to slip, cleave or twin. */
export function planesByGap(crystal: PlanarCrystal, most: number): Miller[] {
  const planes = distinctPlanes(most, crystal.lattice).map((plane) => ({
    plane,
    gap: widestGap(latticeLayers(crystal, plane)),
  }));
  return planes.sort((a, b) => b.gap - a.gap).map(({ plane }) => plane);
}

/** The widest gap between neighbouring planes, in whole steps of 1e-4 Å so that equal ones are equal. */
function widestGap({ planes, basis }: Layers): number {
  const gaps = planes.map(({ height }, i) => {
    const next = i + 1 < planes.length ? planes[i + 1]!.height : planes[0]!.height + 1;
    return next - height;
  });
  return Math.round(gaps.reduce((a, b) => Math.max(a, b)) * basis.spacing * 1e4);
}

/** What was cut, and what there is to say of it. */
export interface Piece extends Derived {
  /** The first of a series that is one family; the piece itself where left out. */
  readonly leader?: Structure;
}

/** A piece as a base of its own: what is cut from a crystal is rattled, and neither strained nor given point defects. */
export function pieceBase(crystal: Base, kind: string, group: string, piece: Piece): Base {
  const { structure, operation, details, leader } = piece;
  const own = asParent(structure);
  return {
    ...own,
    name: `${crystal.name} ${operation}`,
    group,
    strategy: kind,
    operation,
    parent: crystal.digest,
    leader: leader ? asParent(leader) : own,
    accepts: ['disorder'],
    ...(details && { details }),
  };
}

/** At most so many of what a crystal has, in their own order, chosen by hash rank: a larger number only adds. */
export function chosen<T>(
  all: readonly T[],
  words: (one: T) => string,
  limit: {
    readonly most: number;
    readonly seed: number;
    readonly kind: string;
    readonly field: string;
  },
  crystal: Base,
  tally: Tally,
): readonly T[] {
  const { most, seed, kind, field } = limit;
  if (all.length <= most) return all;
  const ranked = all.map((one) => ({
    one,
    rank: hashRank(`planes: ${kind}`, seed, `${crystal.digest} ${words(one)}`),
  }));
  ranked.sort((a, b) => (a.rank < b.rank ? -1 : 1));
  const kept = new Set(ranked.slice(0, most).map(({ one }) => one));
  tally.reject(`${kind}: beyond ${field}.at_most`, all.length - most);
  return all.filter((one) => kept.has(one));
}
