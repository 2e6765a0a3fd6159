import { cos, sin } from '../elementary.ts';

const PI = Math.PI;
const ROOT_2 = Math.sqrt(2);

/**
 * The first `count` simplified spherical Bessel functions and their derivatives at r < cutoff
 * (Kocer, Mason and Erturk, AIP Advances 10, 015021 (2020), eqs. 6 to 11): an orthonormal set that
 * has, like its first derivative, a zero at the cutoff. With s_k = sin(k pi r / rc) / (k pi r / rc),
 * f_n ~ (-1)^n (s_(n+1) + s_(n+2)), then g_n by the two-term recursion that makes them orthogonal.
 */
export function fillBessel(
  count: number,
  cutoff: number,
  r: number,
  g: Float64Array,
  dg: Float64Array,
): void {
  const unit = PI / cutoff;
  const [sin1, cos1] = [sin(unit * r), cos(unit * r)];
  // the sine and cosine of k pi r / rc by turning on, k = 1, 2, ...
  let [s, c] = [sin1, cos1];
  let [now, dNow] = sinc(unit * r, s, c, unit);
  let d = 1;
  for (let n = 0; n < count; n++) {
    [s, c] = [s * cos1 + c * sin1, c * cos1 - s * sin1];
    const rate = (n + 2) * unit;
    const [next, dNext] = sinc(rate * r, s, c, rate);
    const scale = prefactor(n, cutoff);
    g[n] = scale * (now + next);
    dg[n] = scale * (dNow + dNext);
    if (n > 0) {
      const e = (n * n * (n + 2) * (n + 2)) / (4 * (n + 1) * (n + 1) * (n + 1) * (n + 1) + 1);
      const share = Math.sqrt(e / d);
      d = 1 - e / d;
      const size = Math.sqrt(d);
      g[n] = (g[n]! + share * g[n - 1]!) / size;
      dg[n] = (dg[n]! + share * dg[n - 1]!) / size;
    }
    [now, dNow] = [next, dNext];
  }
}

function prefactor(n: number, cutoff: number): number {
  const [a, b] = [n + 1, n + 2];
  const size = (ROOT_2 * PI * a * b) / (cutoff * Math.sqrt(cutoff) * Math.sqrt(a * a + b * b));
  return n % 2 === 0 ? size : -size;
}

/** sin x / x and its derivative in r, where x = rate r; the limits at 0. */
function sinc(x: number, sine: number, cosine: number, rate: number): readonly [number, number] {
  if (x < 1e-9) return [1, 0];
  const value = sine / x;
  return [value, ((cosine - value) / x) * rate];
}
