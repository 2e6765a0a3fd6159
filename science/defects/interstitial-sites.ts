import { invertCell, timesMatrix } from '../cell.ts';
import { latticePoints } from '../integer-supercell.ts';
import { type Cluster, clusters } from '../periodic-clusters.ts';
import { type RoomMeter, roomMeter } from '../room-meter.ts';
import {
  type Fractional,
  nearestImage,
  pointOrbit,
  squaredLength,
  wrapped,
} from '../site-symmetry.ts';
import type { Structure } from '../structure.ts';
import { type CrystalSymmetry, latticeSymmetry } from '../symmetry.ts';
import { type VoronoiPlaces, voronoi } from '../voronoi.ts';

/** One symmetry orbit of places where an atom could be put in between. */
export interface InterstitialSite {
  /** Cartesian, Å, inside the structure's cell. */
  readonly position: readonly [number, number, number];
  /** How many such places the structure's cell has. */
  readonly multiplicity: number;
  /** To the nearest atom, Å. */
  readonly radius: number;
  /** How many atoms are as near as that (within 5 %). */
  readonly neighbours: number;
  /** A vertex of the Voronoi diagram, or the fixed point of an edge or of a face. */
  readonly place: 'vertex' | 'edge' | 'face';
}

/** Sites, largest void first, and how many orbits were left out for being too narrow. */
export interface InterstitialSites {
  readonly sites: readonly InterstitialSite[];
  readonly tooNarrow: number;
}

/** Places nearer to each other than this share of the shortest distance of the crystal are one. */
const SAME_PLACE = 0.15;
/** The fixed points of edges and faces count where their void is at least this share of the largest. */
const NEARLY_LARGEST = 0.85;
/** A vertex of a cluster with this times the room of the cluster's middle stands for it. */
const CLEARLY_MORE = 1.02;
/** Neighbours are counted up to this share beyond the nearest. */
const AS_NEAR = 1.05;
/** Without a minimum distance of the user's: this share of the shortest distance of the crystal. */
const DEFAULT_MINIMUM = 0.5;

/**
 * The interstitial sites of a crystal, one for each symmetry orbit. Candidates are the vertices of
 * the Voronoi diagram of its periodic points, which are where spheres touching four atoms or more fit,
 * and the points of its edges and faces to which symmetry leaves no free coordinate and that have
 * at least 0.85 of the largest void (the octahedral site of bcc is a point of a face). Where they lie
 * depends on `lattice`, the symmetry with all elements taken for one, so that an alloy without
 * symmetry has all of its lattice's sites; which of them are the same, on the crystal's own.
 * Works on primitive cells: the size of a supercell does not matter. Sites nearer than `minimum` (Å;
 * half the shortest distance of the crystal where left out) to an atom are left out and counted.
 */
export function interstitialSites(
  structure: Structure,
  symmetry: CrystalSymmetry,
  minimum?: number,
): InterstitialSites {
  const lattice = latticeSymmetry(structure) ?? symmetry;
  const { places, orbits } = latticeSites(structure, lattice);
  const least = minimum ?? DEFAULT_MINIMUM * places.shortest;
  const copies = structure.numbers.length / symmetry.atoms.length;
  const sites: InterstitialSite[] = [];
  let tooNarrow = 0;
  for (const { images, ...site } of orbits) {
    for (const own of ownOrbits(images, lattice.cell, symmetry, 0.1 * places.shortest)) {
      const multiplicity = own.length * copies;
      const position = firstPlace(own, symmetry.cell, structure.cell);
      if (site.radius < least) tooNarrow++;
      else sites.push({ position, multiplicity, ...site });
    }
  }
  return { sites: sites.sort(byRoom), tooNarrow };
}

/** The sites of the lattice, elements aside, with the room that each has. */
function latticeSites(structure: Structure, lattice: CrystalSymmetry) {
  const { cell, atoms } = lattice;
  const positions = Float64Array.from(
    atoms.flatMap((i) => Array.from(structure.positions.subarray(3 * i, 3 * i + 3))),
  );
  const places = voronoi({ cell, positions });
  const measure = roomMeter(timesMatrix(positions, invertCell(cell)), cell, AS_NEAR);
  const found = siteOrbits(places, lattice, SAME_PLACE * places.shortest, measure).map((orbit) => ({
    ...orbit,
    ...measure(orbit.images[0] as Fractional),
  }));
  const largest = found.reduce((most, { radius }) => Math.max(most, radius), 0);
  const orbits = found.filter(
    ({ place, radius }) => place === 'vertex' || radius >= NEARLY_LARGEST * largest,
  );
  return { places, orbits };
}

/** An orbit of the lattice as the orbits of the crystal that it falls into: images in the crystal's primitive cell. */
function ownOrbits(
  images: readonly Fractional[],
  lattice: Float64Array,
  symmetry: CrystalSymmetry,
  near: number,
): (readonly Fractional[])[] {
  const inverse = invertCell(lattice);
  const matrix = Array.from(timesMatrix(symmetry.cell, inverse), (x) => Math.round(x) + 0);
  const toOwn = timesMatrix(lattice, invertCell(symmetry.cell));
  const points = latticePoints(matrix);
  let left = images.flatMap(([x, y, z]) =>
    points.map(([i, j, k]) =>
      wrapped(timesMatrix([x + i, y + j, z + k], toOwn) as unknown as Fractional),
    ),
  );
  const orbits: (readonly Fractional[])[] = [];
  while (left.length > 0) {
    const orbit = pointOrbit(left[0] as Fractional, symmetry, near).images;
    orbits.push(orbit);
    const isOther = (point: Fractional): boolean =>
      !orbit.some(
        (image) => squaredLength(nearestImage(image, point), symmetry.cell) < near * near,
      );
    left = left.slice(1).filter(isOther);
  }
  return orbits;
}

interface SiteOrbit {
  readonly images: readonly Fractional[];
  readonly place: InterstitialSite['place'];
}

/** The orbits of all candidates; a place that a vertex has taken is no edge's or face's. */
function siteOrbits(
  places: VoronoiPlaces,
  symmetry: CrystalSymmetry,
  samePlace: number,
  measure: RoomMeter,
): SiteOrbit[] {
  const { cell } = symmetry;
  const orbits: SiteOrbit[] = [];
  const isTaken = (point: Fractional): boolean =>
    orbits.some(({ images }) =>
      images.some(
        (image) => squaredLength(nearestImage(image, point), cell) < samePlace * samePlace,
      ),
    );
  for (const cluster of clusters(places.vertices, cell, samePlace)) {
    const roomiest = roomiestOf(cluster, measure);
    if (isTaken(roomiest)) continue;
    const { images } = pointOrbit(roomiest, symmetry, samePlace / 2);
    orbits.push({ images, place: 'vertex' });
  }
  // The identity alone fixes no point.
  const between = symmetry.operations.length > 1 ? (['edge', 'face'] as const) : [];
  for (const place of between) {
    const cartesian = place === 'edge' ? places.edges : places.faces;
    for (const { mean } of clusters(cartesian, cell, samePlace / 100)) {
      const { point, images, isFixed } = pointOrbit(mean, symmetry, samePlace / 10);
      if (isFixed && !isTaken(point)) orbits.push({ images, place });
    }
  }
  return orbits;
}

/** The middle of a cluster of vertices, unless one of them has clearly more room. */
function roomiestOf({ mean, members }: Cluster, measure: RoomMeter): Fractional {
  const first = members[0] as Fractional;
  // Most clusters are one vertex, seen from all the cells that share it.
  if (members.every((member) => member.every((x, d) => Math.abs(x - first[d]!) < 1e-6)))
    return mean;
  const rooms = members.map((member) => measure(member).radius);
  const most = rooms.reduce((a, b) => Math.max(a, b));
  return most > CLEARLY_MORE * measure(mean).radius ? members[rooms.indexOf(most)]! : mean;
}

/** Of all images the one first by its rounded coordinates, inside the structure's cell, Cartesian, Å. */
function firstPlace(
  images: readonly Fractional[],
  cell: Float64Array,
  whole: Float64Array,
): InterstitialSite['position'] {
  const rounded = images.map((image) => image.map((x) => Math.round(x * 1e5)));
  const order = images.map((_, i) => i);
  order.sort((i, j) => {
    const [a, b] = [rounded[i]!, rounded[j]!];
    return a[0]! - b[0]! || a[1]! - b[1]! || a[2]! - b[2]!;
  });
  const cartesian = timesMatrix(images[order[0]!]!, cell);
  const inside = timesMatrix(cartesian, invertCell(whole));
  const place = timesMatrix(wrapped([inside[0]!, inside[1]!, inside[2]!]), whole);
  return [place[0]!, place[1]!, place[2]!];
}

/** Largest void first; among equals, the rarer, then by place. */
function byRoom(a: InterstitialSite, b: InterstitialSite): number {
  const room = Math.round(b.radius * 1e6) - Math.round(a.radius * 1e6);
  if (room !== 0 || a.multiplicity !== b.multiplicity)
    return room || a.multiplicity - b.multiplicity;
  const d = [0, 1, 2].find((k) => Math.abs(a.position[k]! - b.position[k]!) > 1e-6);
  return d === undefined ? 0 : a.position[d]! - b.position[d]!;
}
