import { neighbourList } from './neighbours.ts';
import { box, cut, type Polyhedron, reachSquared } from './voronoi-cell.ts';

/** Places where a periodic set of points leaves most room, Cartesian, Å, flat; each from every point's side. */
export interface VoronoiPlaces {
  /** Vertices: as far from four points or more. */
  readonly vertices: Float64Array;
  /** Middles of edges. */
  readonly edges: Float64Array;
  /** Middles of the two points that a face parts. */
  readonly faces: Float64Array;
  /** The shortest distance between two of the points, their images included, Å. */
  readonly shortest: number;
}

/** Points in a cell (rows, Å) that repeats in all directions. */
interface PeriodicPoints {
  readonly cell: Float64Array;
  readonly positions: Float64Array;
}

/** Relative to the cutoff: vertices nearer to a plane lie on it. */
const ON_PLANE = 1e-9;

/**
 * The Voronoi cells of a periodic set of points. The cell of each point is cut out of a cube by the
 * planes halfway to its neighbours, nearest first, until the next plane is farther than the farthest
 * vertex; where the list of neighbours ends before that, a longer one is made. Each vertex is given
 * once for each cell that it belongs to.
 */
export function voronoi({ cell, positions }: PeriodicPoints): VoronoiPlaces {
  const count = positions.length / 3;
  const periodic = [true, true, true] as const;
  const cells = new Array<Polyhedron | undefined>(count).fill(undefined);
  const ways: Float64Array[] = new Array(count);
  for (let cutoff = firstCutoff(cell, count); cells.includes(undefined); cutoff *= 1.5) {
    const list = neighbourList({ cell, positions, periodic }, cutoff);
    for (let i = 0; i < count; i++) {
      if (cells[i]) continue;
      ways[i] = sortedWays(list, i);
      cells[i] = cellWithin(ways[i] as Float64Array, cutoff);
    }
  }
  const places = { vertices: [] as number[], edges: [] as number[], faces: [] as number[] };
  for (let i = 0; i < count; i++) {
    const origin = positions.subarray(3 * i, 3 * i + 3);
    addPlaces(cells[i] as Polyhedron, ways[i] as Float64Array, origin, places);
  }
  return {
    vertices: Float64Array.from(places.vertices),
    edges: Float64Array.from(places.edges),
    faces: Float64Array.from(places.faces),
    shortest: ways.reduce((least, way) => Math.min(least, firstLength(way)), Number.MAX_VALUE),
  };
}

/** Å; 3 times the radius of the sphere that each point has for itself, which is enough in most crystals. */
function firstCutoff(cell: Float64Array, count: number): number {
  const [a, b, c, d, e, f, g, h, i] = cell as unknown as number[] as Nine;
  const volume = Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g));
  let radius = 1;
  // Newton's steps for the cube root; how near it comes changes no result.
  const share = volume / count / 4.18879;
  for (let step = 0; step < 40; step++) radius = (2 * radius + share / (radius * radius)) / 3;
  return 3 * radius;
}

type Nine = [number, number, number, number, number, number, number, number, number];

/** The ways to the neighbours of a point, nearest first, flat. */
function sortedWays(list: ReturnType<typeof neighbourList>, i: number): Float64Array {
  const { first, squared, dx, dy, dz } = list;
  const order = Array.from({ length: first[i + 1]! - first[i]! }, (_, k) => first[i]! + k);
  order.sort((p, q) => squared[p]! - squared[q]! || p - q);
  return Float64Array.from(order.flatMap((p) => [dx[p]!, dy[p]!, dz[p]!]));
}

const firstLength = ([x, y, z]: Float64Array): number => Math.sqrt(x! * x! + y! * y! + z! * z!);

/** Undefined where a neighbour beyond the cutoff could still cut. */
function cellWithin(ways: Float64Array, cutoff: number): Polyhedron | undefined {
  let cell = box(cutoff);
  let reach = reachSquared(cell);
  for (let k = 0; 3 * k < ways.length; k++) {
    const [x, y, z] = ways.subarray(3 * k, 3 * k + 3) as unknown as [number, number, number];
    const squared = x * x + y * y + z * z;
    if (squared > 4 * reach) break;
    const length = Math.sqrt(squared);
    const normal = [x / length, y / length, z / length] as const;
    const next = cut(cell, normal, length / 2, k, ON_PLANE * cutoff);
    if (next.faces !== cell.faces) {
      cell = next;
      reach = reachSquared(cell);
    }
  }
  return cutoff * cutoff >= 4 * reach ? cell : undefined;
}

function addPlaces(
  { vertices, faces }: Polyhedron,
  ways: Float64Array,
  origin: Float64Array,
  into: { readonly [Kind in 'vertices' | 'edges' | 'faces']: number[] },
): void {
  const used = new Set(faces.flatMap(({ corners }) => corners));
  const at = (v: number, d: number): number => vertices[3 * v + d]! + origin[d]!;
  for (const v of used) into.vertices.push(at(v, 0), at(v, 1), at(v, 2));
  const edges = new Set<string>();
  for (const { corners, plane } of faces) {
    for (let d = 0; d < 3; d++) into.faces.push(origin[d]! + 0.5 * ways[3 * plane + d]!);
    for (const [k, v] of corners.entries()) {
      const next = corners[(k + 1) % corners.length]!;
      // Each edge belongs to two faces of its cell.
      const name = v < next ? `${v} ${next}` : `${next} ${v}`;
      if (edges.has(name)) continue;
      edges.add(name);
      for (let d = 0; d < 3; d++) into.edges.push(0.5 * (at(v, d) + at(next, d)));
    }
  }
}
