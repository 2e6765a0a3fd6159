/**
 * A convex polyhedron around the origin, made by cutting with planes. Vertices are shared by the
 * faces; those that were cut away stay in the list, unused.
 */
export interface Polyhedron {
  /** Coordinates, flat. */
  readonly vertices: number[];
  readonly faces: readonly Face[];
}

/** One face: its vertices in order around it. */
export interface Face {
  readonly corners: readonly number[];
  /** Which plane made it; -1 for the starting box. */
  readonly plane: number;
}

/** A cube from -half to half. */
export function box(half: number): Polyhedron {
  const vertices: number[] = [];
  for (let i = 0; i < 8; i++) {
    vertices.push(i & 1 ? half : -half, i & 2 ? half : -half, i & 4 ? half : -half);
  }
  const sides = [
    [0, 2, 6, 4],
    [1, 5, 7, 3],
    [0, 4, 5, 1],
    [2, 3, 7, 6],
    [0, 1, 3, 2],
    [4, 6, 7, 5],
  ];
  return { vertices, faces: sides.map((corners) => ({ corners, plane: -1 })) };
}

/** The largest distance of a used vertex from the origin, squared. */
export function reachSquared({ vertices, faces }: Polyhedron): number {
  let most = 0;
  for (const { corners } of faces) {
    for (const v of corners) {
      const [x, y, z] = [vertices[3 * v]!, vertices[3 * v + 1]!, vertices[3 * v + 2]!];
      most = Math.max(most, x * x + y * y + z * z);
    }
  }
  return most;
}

/**
 * What is left of a polyhedron on the near side of the plane n·x = height, where `n` is of unit
 * length. A vertex within `slack` of the plane lies on it: planes that meet in one point, as they do
 * in every crystal, cut nothing off each other.
 */
export function cut(
  { vertices, faces }: Polyhedron,
  [nx, ny, nz]: readonly [number, number, number],
  height: number,
  plane: number,
  slack: number,
): Polyhedron {
  const above = new Map<number, number>();
  for (const { corners } of faces) {
    for (const v of corners) {
      if (above.has(v)) continue;
      const over = vertices[3 * v]! * nx + vertices[3 * v + 1]! * ny + vertices[3 * v + 2]! * nz;
      above.set(v, over - height);
    }
  }
  if (![...above.values()].some((over) => over > slack)) return { vertices, faces };
  const crossing = new Map<string, number>();
  const onPlane = new Set<number>();
  const kept: Face[] = [];
  for (const face of faces) {
    const corners = clipped(face.corners, above, slack, vertices, crossing, onPlane);
    if (corners.length >= 3) kept.push({ corners, plane: face.plane });
  }
  if (onPlane.size >= 3) {
    kept.push({ corners: around([...onPlane], vertices, [nx, ny, nz]), plane });
  }
  return { vertices, faces: kept };
}

/** One face without what lies above the plane; new vertices are made once for each edge. */
function clipped(
  corners: readonly number[],
  above: ReadonlyMap<number, number>,
  slack: number,
  vertices: number[],
  crossing: Map<string, number>,
  onPlane: Set<number>,
): number[] {
  const left: number[] = [];
  for (const [k, v] of corners.entries()) {
    const next = corners[(k + 1) % corners.length]!;
    const [here, there] = [above.get(v)!, above.get(next)!];
    if (here <= slack) left.push(v);
    if (here <= slack && here >= -slack) onPlane.add(v);
    if ((here > slack && there < -slack) || (here < -slack && there > slack)) {
      const name = v < next ? `${v} ${next}` : `${next} ${v}`;
      const made = crossing.get(name) ?? meet(v < next ? [v, next] : [next, v], above, vertices);
      crossing.set(name, made);
      onPlane.add(made);
      left.push(made);
    }
  }
  return left;
}

function meet(
  [v, w]: readonly [number, number],
  above: ReadonlyMap<number, number>,
  vertices: number[],
): number {
  const [a, b] = [above.get(v)!, above.get(w)!];
  const share = a / (a - b);
  for (let d = 0; d < 3; d++) {
    const from = vertices[3 * v + d]!;
    vertices.push(from + share * (vertices[3 * w + d]! - from));
  }
  return vertices.length / 3 - 1;
}

/** Points of a plane in the order in which they lie around their mean. */
function around(
  points: readonly number[],
  vertices: readonly number[],
  normal: readonly [number, number, number],
): number[] {
  const mean = [0, 1, 2].map(
    (d) => points.reduce((sum, v) => sum + vertices[3 * v + d]!, 0) / points.length,
  );
  const [ex, ey] = planeAxes(normal);
  const turn = points.map((v) => {
    const way = [0, 1, 2].map((d) => vertices[3 * v + d]! - mean[d]!);
    const x = way[0]! * ex[0]! + way[1]! * ex[1]! + way[2]! * ex[2]!;
    const y = way[0]! * ey[0]! + way[1]! * ey[1]! + way[2]! * ey[2]!;
    return { v, turn: turnOf(x, y) };
  });
  return turn.sort((a, b) => a.turn - b.turn || a.v - b.v).map(({ v }) => v);
}

/** Grows with the angle of (x, y) from 0 to 4. */
function turnOf(x: number, y: number): number {
  const size = Math.abs(x) + Math.abs(y);
  if (size === 0) return 0;
  const across = x / size;
  return y >= 0 ? 1 - across : 3 + across;
}

function planeAxes([nx, ny, nz]: readonly [number, number, number]): [number[], number[]] {
  const [ax, ay, az] = [Math.abs(nx), Math.abs(ny), Math.abs(nz)];
  const along = ax <= ay && ax <= az ? [0, nz, -ny] : ay <= az ? [-nz, 0, nx] : [ny, -nx, 0];
  const [u, v, w] = along as [number, number, number];
  return [along, [ny * w - nz * v, nz * u - nx * w, nx * v - ny * u]];
}
