import { cos, exp, pow } from '../elementary.ts';
import { innerCutoff } from './inner-cutoff.ts';
import type { AceBond } from './potential.ts';
import { fillBessel } from './radial-bessel.ts';

const PI = Math.PI;

/**
 * The radial functions g_1 .. g_K of a bond and their derivatives at the distance r below its cutoff,
 * inner cutoff included. Equations: the `.yace` format as measured (docs: the radial
 * forms of pacemaker, Bochkarev et al., Phys. Rev. Materials 6, 013804 (2022)).
 */
export function fillRadial(bond: AceBond, r: number, g: Float64Array, dg: Float64Array): void {
  if (bond.radial === 'SBessel') fillBessel(bond.basisSize, bond.cutoff, r, g, dg);
  else fillChebyshev(bond, r, g, dg);
  if (bond.innerCutoffKind === 'distance') applyInnerCutoff(bond, r, g, dg);
}

function applyInnerCutoff(bond: AceBond, r: number, g: Float64Array, dg: Float64Array): void {
  const [p, slope] = innerCutoff(r, bond.innerCutoff, bond.innerCutoffWidth);
  for (let k = 0; k < bond.basisSize; k++) {
    dg[k] = dg[k]! * (1 - p) - g[k]! * slope;
    g[k] = g[k]! * (1 - p);
  }
}

function fillChebyshev(bond: AceBond, r: number, g: Float64Array, dg: Float64Array): void {
  const [x, dx] = scaledDistance(bond, r);
  const constantFirst = bond.radial === 'ChebExpCos';
  const [cut, slope] = constantFirst ? cosineCutoff(bond, r) : [1, 0];
  // T and dT/dx of degree k and k - 1, from T_0
  let [now, dNow, before, dBefore] = [1, 0, x, 1];
  for (let k = constantFirst ? 0 : -1; k < bond.basisSize; k++) {
    if (k >= 0) {
      const first = constantFirst && k === 0;
      const value = first ? 1 : (1 - now) / 2;
      const derivative = first ? 0 : (-dNow / 2) * dx;
      g[k] = value * cut;
      dg[k] = derivative * cut + value * slope;
    }
    const next = 2 * x * now - before;
    const dNext = 2 * now + 2 * x * dNow - dBefore;
    [before, dBefore, now, dNow] = [now, dNow, next, dNext];
  }
}

/** The argument of the Chebyshev polynomials and its derivative. */
function scaledDistance(bond: AceBond, r: number): readonly [number, number] {
  const lambda = bond.radialParameters[0] ?? 0;
  const part = r / bond.cutoff;
  if (bond.radial === 'ChebLinear') return [1 - part, -1 / bond.cutoff];
  if (bond.radial === 'ChebPow') {
    const rest = 1 - part;
    const slope = lambda === 0 ? 0 : (2 * lambda * pow(rest, lambda - 1)) / bond.cutoff;
    return [1 - 2 * pow(rest, lambda), slope];
  }
  const last = exp(-lambda);
  const now = exp(-lambda * part);
  const scale = 2 / (1 - last);
  return [1 - scale * (now - last), (scale * now * lambda) / bond.cutoff];
}

/** (1 + cos(pi r / rc)) / 2, times the same over the last `cutoffWidth`. */
function cosineCutoff(bond: AceBond, r: number): readonly [number, number] {
  const [cut, slope] = cosineStep(r / bond.cutoff, 1 / bond.cutoff);
  const start = bond.cutoff - bond.cutoffWidth;
  if (r <= start) return [cut, slope];
  const [end, endSlope] = cosineStep((r - start) / bond.cutoffWidth, 1 / bond.cutoffWidth);
  return [cut * end, slope * end + cut * endSlope];
}

/** (1 + cos(pi x)) / 2 and its derivative in r, where dx/dr = `rate`. */
export function cosineStep(x: number, rate: number): readonly [number, number] {
  // sin(pi x) as cos(pi (x - 1/2))
  return [(1 + cos(PI * x)) / 2, (-cos(PI * (x - 0.5)) * PI * rate) / 2];
}
