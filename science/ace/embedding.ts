import { exp, pow } from '../elementary.ts';
import type { AceEmbedding } from './potential.ts';

const STEEPEST = 1e-6;

/**
 * The embedding's energy sum_p w_p F(rho_p; m_p), eV, with its derivatives by the densities put into
 * `slopes`. Forms as in the `.yace` format (Bochkarev et al., Phys. Rev. Materials 6, 013804 (2022)).
 */
export function embed(
  embedding: AceEmbedding,
  densities: Float64Array,
  slopes: Float64Array,
): number {
  let energy = 0;
  for (let p = 0; p < embedding.densities; p++) {
    const weight = embedding.parameters[2 * p]!;
    const exponent = embedding.parameters[2 * p + 1]!;
    const form = embedding.kind === 'FinnisSinclair' ? rooted : shiftedAndScaled;
    const [value, slope] = form(densities[p]!, exponent);
    energy += weight * value;
    slopes[p] = weight * slope;
  }
  return energy;
}

/** sign(x) ((1 - s) |x|^m + 1e-6^(m - 1) s |x|), s = exp(-(1e6 |x|)^3): a power, straight near 0. */
function rooted(x: number, m: number): readonly [number, number] {
  if (m === 1) return [x, 1];
  const size = Math.abs(x);
  const straight = pow(STEEPEST, m - 1);
  const scaled = size / STEEPEST;
  const cube = scaled * scaled * scaled;
  const share = cube > 700 ? 0 : exp(-cube);
  const power = size === 0 ? 0 : pow(size, m);
  const powerSlope = size === 0 ? 0 : (m * power) / size;
  const shareSlope = share === 0 ? 0 : (-3 * cube * share) / size;
  const value = (1 - share) * power + straight * share * size;
  const moving = size === 0 ? 0 : shareSlope * (straight * size - power);
  const slope = (1 - share) * powerSlope + straight * share + moving;
  return [x < 0 ? -value : value, slope];
}

/**
 * sign(x) ((o + |x|)^m - y): a power moved so that its slope at 0 is 1; with k = 1 / m and
 * e = exp(-|x|), o = k^(k / (1 - k)) e and y = k^(1 / (1 - k)) e.
 */
function shiftedAndScaled(x: number, m: number): readonly [number, number] {
  if (m === 1) return [x, 1];
  const size = Math.abs(x);
  const k = 1 / m;
  const e = exp(-size);
  const offset = pow(k, k / (1 - k)) * e;
  const shift = pow(k, 1 / (1 - k)) * e;
  const power = pow(offset + size, m);
  const value = power - shift;
  const slope = ((m * power) / (offset + size)) * (1 - offset) + shift;
  return [x < 0 ? -value : value, slope];
}
