import { timesMatrix, toFractional } from '../cell.ts';
import { neighbourList } from '../neighbours.ts';
import { type Fractional, moved, squaredLength } from '../site-symmetry.ts';
import type { Structure } from '../structure.ts';
import type { CrystalSymmetry } from '../symmetry.ts';

/** Pairs of sites that symmetry makes the same. */
export interface PairOrbit {
  /** Two atoms of the structure: the first pair of the orbit. */
  readonly atoms: readonly [number, number];
  /** Å. */
  readonly distance: number;
  /** How many different pairs of atoms of the structure are of this orbit. */
  readonly multiplicity: number;
}

/** The orbits by distance, and how many a cell of this size cannot show. */
export interface PairOrbits {
  readonly orbits: readonly PairOrbit[];
  /** Orbits whose two sites are each other's image, or nearer to each other by another way around. */
  readonly tooSmall: number;
}

/** Å: distances within this are the same. */
const SAME_DISTANCE = 1e-3;

/**
 * The orbits of pairs of sites up to `limit` (Å, between ideal sites) under the crystal's space group.
 * A pair is taken where the structure's cell shows it as it is: where its atoms are not images of
 * each other and lie nearer by no other way around.
 */
export function pairOrbits(
  structure: Structure,
  symmetry: CrystalSymmetry,
  limit: number,
): PairOrbits {
  const name = pairNamer(structure, symmetry);
  const list = neighbourList(structure, limit + SAME_DISTANCE);
  const shortest = shortestWays(list);
  const orbits = new Map<string, { distance: number; pairs: Map<string, [number, number]> }>();
  const all = new Set<string>();
  for (let i = 0; i < structure.numbers.length; i++) {
    for (let k = list.first[i]!; k < list.first[i + 1]!; k++) {
      const j = list.neighbour[k]!;
      if (j < i) continue;
      const distance = Math.sqrt(list.squared[k]!);
      const key = name(i, j, [list.dx[k]!, list.dy[k]!, list.dz[k]!]);
      all.add(key);
      const isShown = i !== j && distance < shortest.get(`${i} ${j}`)! + SAME_DISTANCE;
      if (!isShown) continue;
      const orbit = orbits.get(key) ?? { distance, pairs: new Map() };
      orbit.pairs.set(`${i} ${j}`, [i, j]);
      orbits.set(key, orbit);
    }
  }
  const found = [...orbits.values()].map(({ distance, pairs }) => ({
    atoms: [...pairs.values()][0] as [number, number],
    distance,
    multiplicity: pairs.size,
  }));
  found.sort(
    (a, b) =>
      Math.round((a.distance - b.distance) / SAME_DISTANCE) ||
      a.atoms[0] - b.atoms[0] ||
      a.atoms[1] - b.atoms[1],
  );
  return { orbits: found, tooSmall: all.size - orbits.size };
}

function shortestWays(list: ReturnType<typeof neighbourList>): Map<string, number> {
  const shortest = new Map<string, number>();
  for (let i = 0; i + 1 < list.first.length; i++) {
    for (let k = list.first[i]!; k < list.first[i + 1]!; k++) {
      const name = `${i} ${list.neighbour[k]}`;
      const distance = Math.sqrt(list.squared[k]!);
      shortest.set(name, Math.min(distance, shortest.get(name) ?? distance));
    }
  }
  return shortest;
}

type PairNamer = (i: number, j: number, way: Fractional) => string;

/**
 * Gives all pairs of an orbit one name: the least of the names that the operations make of the pair,
 * seen from either end.
 */
function pairNamer(structure: Structure, symmetry: CrystalSymmetry): PairNamer {
  const { cell, atoms, translated, operations } = symmetry;
  const places = toFractional(
    atoms.flatMap((i) => Array.from(structure.positions.subarray(3 * i, 3 * i + 3))),
    cell,
  );
  const place = (site: number): Fractional => [
    places[3 * site]!,
    places[3 * site + 1]!,
    places[3 * site + 2]!,
  ];
  const images = operations.map((operation) =>
    atoms.map((_, site) => siteAt(moved(operation, place(site)), places, cell)),
  );
  const siteOf = new Map(atoms.map((atom, site) => [atom, site]));
  const names = new Map<string, string>();
  const inverse = toFractional([1, 0, 0, 0, 1, 0, 0, 0, 1], cell);
  return (i, j, way) => {
    const [from, to] = [siteOf.get(translated[i]!)!, siteOf.get(translated[j]!)!];
    const between = place(to).map((x, d) => x - place(from)[d]!);
    // The way in whole lattice vectors, beyond the way between the two sites of the primitive cell.
    const whole = Array.from(timesMatrix(way, inverse), (x, d) => Math.round(x - between[d]!));
    const plain = `${from} ${to} ${whole}`;
    const known = names.get(plain);
    if (known !== undefined) return known;
    const least = leastName(from, to, whole, operations, images);
    names.set(plain, least);
    return least;
  };
}

interface SiteImage {
  readonly site: number;
  readonly shift: readonly number[];
}

function siteAt(point: Fractional, places: Float64Array, cell: Float64Array): SiteImage {
  let best: SiteImage & { readonly off: number } = { site: 0, shift: [0, 0, 0], off: Infinity };
  for (let site = 0; 3 * site < places.length; site++) {
    const way = [0, 1, 2].map((d) => point[d]! - places[3 * site + d]!);
    const shift = way.map(Math.round);
    const off = squaredLength(way.map((x, d) => x - shift[d]!) as unknown as Fractional, cell);
    if (off < best.off) best = { site, shift, off };
  }
  return best;
}

function leastName(
  from: number,
  to: number,
  whole: readonly number[],
  operations: CrystalSymmetry['operations'],
  images: readonly (readonly SiteImage[])[],
): string {
  let least: string | undefined;
  for (const [g, { rotation: w }] of operations.entries()) {
    const [a, b] = [images[g]![from]!, images[g]![to]!];
    const turned = [0, 3, 6].map(
      (r) => w[r]! * whole[0]! + w[r + 1]! * whole[1]! + w[r + 2]! * whole[2]!,
    );
    const way = turned.map((x, d) => x + b.shift[d]! - a.shift[d]! + 0);
    const back = way.map((x) => 0 - x);
    for (const name of [`${a.site} ${b.site} ${way}`, `${b.site} ${a.site} ${back}`]) {
      if (least === undefined || name < least) least = name;
    }
  }
  return least as string;
}
