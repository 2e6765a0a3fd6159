/** A composition (parts of each element, together 1) and its energy, eV/atom. */
export interface HullPoint {
  readonly composition: readonly number[];
  readonly energy: number;
}

/**
 * How far each point is above the convex hull of them all, eV/atom: the least energy at its
 * composition that a mixture of others has. With one element, above the lowest.
 */
export function energiesAboveHull(points: readonly HullPoint[]): number[] {
  const lowest = new Map<string, HullPoint>();
  for (const point of points) {
    const key = point.composition.map((x) => x.toFixed(9)).join();
    const known = lowest.get(key);
    if (!known || point.energy < known.energy) lowest.set(key, point);
  }
  const corners = [...lowest.values()];
  const hull = new Map<string, number>();
  return points.map(({ composition, energy }) => {
    const key = composition.map((x) => x.toFixed(9)).join();
    const floor = hull.get(key) ?? leastMixture(corners, composition);
    hull.set(key, floor);
    return Math.max(0, energy - floor);
  });
}

const ZERO = 1e-11;

/**
 * The least sum of shares times energies with the shares' compositions adding up to the wanted one: the
 * simplex method, starting from artificial points that cost too much to stay, with Bland's rule,
 * so that it ends.
 */
function leastMixture(corners: readonly HullPoint[], wanted: readonly number[]): number {
  const rows = wanted.length;
  const dear = 1e3 * (1 + Math.max(...corners.map(({ energy }) => Math.abs(energy))));
  const columns = corners.length + rows + 1;
  const table = wanted.map((amount, i) =>
    Float64Array.from({ length: columns }, (_, c) => {
      if (c < corners.length) return corners[c]!.composition[i]!;
      return c === columns - 1 ? amount : c - corners.length === i ? 1 : 0;
    }),
  );
  const basis = wanted.map((_, i) => corners.length + i);
  const price = (c: number): number => (c < corners.length ? corners[c]!.energy : dear);
  for (let step = 0; step < 100 * columns; step++) {
    const gain = (c: number): number =>
      price(c) - table.reduce((sum, row, i) => sum + price(basis[i]!) * row[c]!, 0);
    let entering = 0;
    while (entering < corners.length && gain(entering) > -1e-10) entering++;
    if (entering >= corners.length) break;
    let leaving = -1;
    let least = Infinity;
    for (let i = 0; i < rows; i++) {
      if (table[i]![entering]! <= ZERO) continue;
      const ratio = table[i]![columns - 1]! / table[i]![entering]!;
      const isTie = ratio === least && basis[i]! < basis[leaving]!;
      if (ratio < least || isTie) [least, leaving] = [ratio, i];
    }
    if (leaving < 0) break;
    pivot(table, leaving, entering);
    basis[leaving] = entering;
  }
  return table.reduce((sum, row, i) => sum + price(basis[i]!) * row[columns - 1]!, 0);
}

function pivot(table: readonly Float64Array[], row: number, column: number): void {
  const own = table[row]!;
  const factor = own[column]!;
  for (let c = 0; c < own.length; c++) own[c]! /= factor;
  table.forEach((other, i) => {
    const share = other[column]!;
    if (i === row || share === 0) return;
    for (let c = 0; c < other.length; c++) other[c]! -= share * own[c]!;
  });
}
