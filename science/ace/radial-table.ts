import type { PairFunction } from './core-repulsion.ts';
import type { AceBond } from './potential.ts';
import { fillRadial } from './radial.ts';

/**
 * The radial functions of a bond on an even grid: values and derivatives at the nodes, cubic Hermite
 * polynomials between. The grid is the one that the `.yace` format names (`deltaSplineBins`, 0.001 Å),
 * so that fit, evaluation and pacemaker's own evaluator see the same function; against the exact one
 * it is off by h^4 g'''' / 384, about 1e-12 of the functions' size.
 */
export interface RadialTable {
  /** The bond's g_k, and one more function where it has a core. */
  readonly count: number;
  readonly cutoff: number;
  readonly bins: number;
  readonly step: number;
  /** Each function and step times its derivative, at `2 (node count + k)`. */
  readonly nodes: Float64Array;
}

/** Tabulates the radial functions of a bond, and its core repulsion after them. */
export function tabulateRadial(
  bond: AceBond,
  splineStep: number,
  core?: PairFunction,
): RadialTable {
  const count = core ? bond.basisSize + 1 : bond.basisSize;
  const bins = Math.max(1, Math.floor(bond.cutoff / splineStep));
  const step = bond.cutoff / bins;
  const nodes = new Float64Array(2 * count * (bins + 1));
  const g = new Float64Array(count);
  const dg = new Float64Array(count);
  // at the last node, the cutoff, all is zero
  for (let node = 0; node < bins; node++) {
    fillRadial(bond, node * step, g, dg);
    // no core at no distance: the first bin, where no atom can be, is flat
    if (core) [g[count - 1], dg[count - 1]] = node > 0 ? core(node * step) : [core(step)[0], 0];
    for (let k = 0; k < count; k++) {
      nodes[2 * (node * count + k)] = g[k]!;
      nodes[2 * (node * count + k) + 1] = dg[k]! * step;
    }
  }
  return { count, cutoff: bond.cutoff, bins, step, nodes };
}

/** The tabulated functions and their derivatives at r; zeros from the cutoff on. */
export function readRadial(table: RadialTable, r: number, g: Float64Array, dg: Float64Array): void {
  const { count, bins, step, nodes } = table;
  const place = r / step;
  const bin = Math.floor(place);
  if (bin >= bins) {
    g.fill(0, 0, count);
    dg.fill(0, 0, count);
    return;
  }
  const t = place - bin;
  const u = 1 - t;
  // Hermite's basis and its derivatives
  const h0 = u * u * (1 + 2 * t);
  const h1 = t * u * u;
  const h2 = t * t * (3 - 2 * t);
  const h3 = -t * t * u;
  const d0 = (-6 * t * u) / step;
  const d1 = (u * (1 - 3 * t)) / step;
  const d3 = (t * (3 * t - 2)) / step;
  let low = 2 * bin * count;
  let high = low + 2 * count;
  for (let k = 0; k < count; k++) {
    const a = nodes[low]!;
    const da = nodes[low + 1]!;
    const b = nodes[high]!;
    const db = nodes[high + 1]!;
    g[k] = h0 * a + h1 * da + h2 * b + h3 * db;
    dg[k] = d0 * (a - b) + d1 * da + d3 * db;
    low += 2;
    high += 2;
  }
}
