import { cellHeights } from '../cell.ts';
import { rotateVector, type Vector3 } from './integer-matrix.ts';
import { type LatticeSites, mixedPositions } from './lattice-sites.ts';
import type { ParentLattice, SiteOperation } from './parent-lattice.ts';

/** A mixed site of the parent lattice, in the primitive cell `cell`. */
export interface Member {
  readonly site: number;
  readonly cell: Vector3;
}

/** Sites in order; the first is in the cell at the origin. */
export type Cluster = readonly Member[];

/** Clusters that the parent's symmetry makes of one another. */
export interface ClusterOrbit {
  /** The shells of its pairs, ascending, 1 the nearest: one for a pair, three for a triplet. */
  readonly shells: readonly number[];
  /** The longest distance in it, Å. */
  readonly length: number;
  /** Each cluster that begins in the primitive cell, once; its places correspond to the first's. */
  readonly clusters: readonly Cluster[];
  /** The orders of the places that symmetry makes of the first cluster's own, the identity first. */
  readonly permutations: readonly (readonly number[])[];
}

/** Distances, in units of the nearest, that differ by less than this are one shell. */
const SAME_SHELL = 1e-2;

/** A site as a mixed site of the cell at the origin sees it. */
interface Neighbour {
  readonly member: Member;
  readonly distance: number;
}

/** The distances (Å) of the first `count` shells of the mixed sites. */
export function shellDistances(parent: LatticeSites, count: number): number[] {
  for (let cutoff = 1.5 * meanSpacing(parent); ; cutoff *= 1.3) {
    const distances = neighboursOf(parent, cutoff)
      .flat()
      .map(({ distance }) => distance)
      .sort((a, b) => a - b);
    const shells: number[] = [];
    const nearest = distances[0] ?? 0;
    for (const distance of distances) {
      const last = shells[shells.length - 1];
      if (last === undefined || distance - last > SAME_SHELL * nearest) shells.push(distance);
    }
    if (shells.length > count) return shells.slice(0, count);
  }
}

/** A shell of neighbours. */
export interface PairShell {
  /** Å. */
  readonly distance: number;
  /** Every pair from a site of the cell at the origin. */
  readonly pairs: readonly Cluster[];
}

/** The first `count` shells. */
export function pairShells(parent: LatticeSites, count: number): PairShell[] {
  const distances = shellDistances(parent, count);
  const slack = 0.5 * SAME_SHELL * distances[0]!;
  const around = neighboursOf(parent, distances[count - 1]! + 2 * slack);
  return distances.map((distance) => ({
    distance,
    pairs: around.flatMap((neighbours, site) =>
      neighbours
        .filter((other) => Math.abs(other.distance - distance) <= 2 * slack)
        .map(({ member }): Cluster => [{ site, cell: [0, 0, 0] }, member]),
    ),
  }));
}

const meanSpacing = ({ cell }: LatticeSites): number => {
  const [x, y, z] = cellHeights(cell);
  return Math.max(x, y, z);
};

/** The neighbours of each mixed site of the cell at the origin, up to `cutoff`. */
function neighboursOf(parent: LatticeSites, cutoff: number): Neighbour[][] {
  const heights = cellHeights(parent.cell);
  const [ni, nj, nk] = heights.map((height) => Math.ceil(cutoff / height) + 1) as [
    number,
    number,
    number,
  ];
  const positions = mixedPositions(parent);
  const sites = positions.length / 3;
  const around = Array.from({ length: sites }, (): Neighbour[] => []);
  for (let i = -ni; i <= ni; i++) {
    for (let j = -nj; j <= nj; j++) {
      for (let k = -nk; k <= nk; k++) {
        for (let pair = 0; pair < sites * sites; pair++) {
          const [from, site] = [Math.floor(pair / sites), pair % sites];
          const distance = separation(parent.cell, positions, from, site, [i, j, k]);
          const isSelf = distance < 1e-6;
          if (!isSelf && distance <= cutoff) {
            around[from]!.push({ member: { site, cell: [i, j, k] }, distance });
          }
        }
      }
    }
  }
  return around;
}

function separation(
  cell: Float64Array,
  positions: Float64Array,
  from: number,
  to: number,
  [i, j, k]: Vector3,
): number {
  let square = 0;
  for (let axis = 0; axis < 3; axis++) {
    const shift = i * cell[axis]! + j * cell[3 + axis]! + k * cell[6 + axis]!;
    const d = positions[3 * to + axis]! + shift - positions[3 * from + axis]!;
    square += d * d;
  }
  return Math.sqrt(square);
}

/** How far clusters reach: pairs up to a shell, triplets whose three pairs are all within a shell (0: none). */
export interface ClusterReach {
  readonly shells: number;
  readonly triplets: number;
}

/**
 * The orbits of pairs and of triplets, pairs first, each by its longest shell, then the
 * next, then in the order found. Two orbits can have the same distances: 6 + 6 nearest neighbours of ideal hcp.
 */
export function clusterOrbits(parent: ParentLattice, reach: ClusterReach): ClusterOrbit[] {
  const distances = shellDistances(parent, Math.max(reach.shells, reach.triplets));
  const nearest = distances[0]!;
  const cutoff = (shell: number): number => distances[shell - 1]! + 0.5 * SAME_SHELL * nearest;
  const shellOf = (distance: number): number =>
    1 + distances.findIndex((shell) => Math.abs(distance - shell) <= SAME_SHELL * nearest);
  const pairs = neighboursOf(parent, cutoff(reach.shells)).flatMap((around, site) =>
    around.map(({ member }): Cluster => [{ site, cell: [0, 0, 0] }, member]),
  );
  const triplets = reach.triplets > 0 ? tripletsOf(parent, cutoff(reach.triplets)) : [];
  return [pairs, triplets].flatMap((clusters) =>
    orbitsOf(clusters, parent.operations)
      .map((orbit) => measured(parent, orbit, shellOf))
      .sort(byLength),
  );
}

function byLength(a: ClusterOrbit, b: ClusterOrbit): number {
  const order = [...a.shells].reverse();
  const other = [...b.shells].reverse();
  const at = order.findIndex((shell, i) => shell !== other[i]);
  return at < 0 ? 0 : order[at]! - other[at]!;
}

function tripletsOf(parent: ParentLattice, cutoff: number): Cluster[] {
  const positions = mixedPositions(parent);
  const clusters: Cluster[] = [];
  for (const [site, around] of neighboursOf(parent, cutoff).entries()) {
    for (const [at, { member: one }] of around.entries()) {
      for (const { member: two } of around.slice(at + 1)) {
        const [i, j, k] = [0, 1, 2].map((axis) => two.cell[axis]! - one.cell[axis]!);
        const shift: Vector3 = [i!, j!, k!];
        if (separation(parent.cell, positions, one.site, two.site, shift) > cutoff) continue;
        clusters.push([{ site, cell: [0, 0, 0] }, one, two]);
      }
    }
  }
  return clusters;
}

/** The cluster moved so that its member `origin` is in the cell at the origin. */
function placed(cluster: Cluster, origin: number): Cluster {
  const [i, j, k] = cluster[origin]!.cell;
  return cluster.map(({ site, cell }) => ({ site, cell: [cell[0] - i, cell[1] - j, cell[2] - k] }));
}

const memberName = ({ site, cell }: Member): string => `${site}:${cell.join(',')}`;

/** One name for a set of sites, whatever their order and wherever it is. */
function setName(cluster: Cluster): string {
  const names = cluster.map((_, origin) =>
    placed(cluster, origin).map(memberName).sort().join(' '),
  );
  return names.sort()[0] as string;
}

function moved(cluster: Cluster, { rotation, sites, shifts }: SiteOperation): Cluster {
  const image = cluster.map(({ site, cell }): Member => {
    const [i, j, k] = rotateVector(cell, rotation);
    const [u, v, w] = shifts[site]!;
    return { site: sites[site]!, cell: [i + u, j + v, k + w] };
  });
  return placed(image, 0);
}

type BareOrbit = Pick<ClusterOrbit, 'clusters' | 'permutations'>;

function orbitsOf(clusters: readonly Cluster[], operations: readonly SiteOperation[]): BareOrbit[] {
  const seen = new Set<string>();
  const orbits: BareOrbit[] = [];
  for (const cluster of clusters) {
    if (seen.has(setName(cluster))) continue;
    const orbit = orbitOf(placed(cluster, 0), operations);
    for (const member of orbit.clusters) seen.add(setName(member));
    orbits.push(orbit);
  }
  return orbits;
}

function orbitOf(first: Cluster, operations: readonly SiteOperation[]): BareOrbit {
  const members = new Map([[setName(first), first]]);
  const permutations = new Map([[first.map((_, i) => i).join(), first.map((_, i) => i)]]);
  for (const operation of operations) {
    const image = moved(first, operation);
    const name = setName(image);
    if (!members.has(name)) members.set(name, image);
    if (name === setName(first)) {
      for (const order of ordersOf(image, first)) permutations.set(order.join(), order);
    }
  }
  return { clusters: [...members.values()], permutations: [...permutations.values()] };
}

/** The places of `first` that the members of `image`, a translation of it, are in. */
function ordersOf(image: Cluster, first: Cluster): number[][] {
  return first
    .map((_, origin) => {
      const names = placed(first, origin).map(memberName);
      return image.map((member) => names.indexOf(memberName(member)));
    })
    .filter((order) => order.every((at) => at >= 0));
}

function measured(
  parent: ParentLattice,
  orbit: BareOrbit,
  shellOf: (distance: number) => number,
): ClusterOrbit {
  const positions = mixedPositions(parent);
  const first = orbit.clusters[0] as Cluster;
  const distances = first.flatMap((one, at) =>
    first.slice(at + 1).map((two) => {
      const [i, j, k] = [0, 1, 2].map((axis) => two.cell[axis]! - one.cell[axis]!);
      return separation(parent.cell, positions, one.site, two.site, [i!, j!, k!]);
    }),
  );
  const shells = distances.map(shellOf).sort((a, b) => a - b);
  return { ...orbit, shells, length: Math.max(...distances) };
}
