/**
 * Spherical harmonics Y_lm times sqrt(4 pi) (so that Y_00 = 1), with the Condon-Shortley phase, and
 * their gradients, for m >= 0; Y_l,-m = (-1)^m conj Y_lm. As real channels: Y_l0 at l^2, the real
 * part of Y_lm at l^2 + 2m - 1, its imaginary part at l^2 + 2m.
 *
 * Y_lm = q_lm(z) (x + iy)^m on the unit sphere, q_lm the derivatives of the Legendre polynomials with
 * their norm, by recursion over l (Abramowitz and Stegun, 8.5.3); no angles, so no special directions.
 */
export interface Harmonics {
  readonly lMax: number;
  /** (lMax + 1)^2. */
  readonly channels: number;
  /** Factors of the recursion, at `l (lMax + 1) + m`. */
  readonly a: Float64Array;
  readonly b: Float64Array;
  /** q_mm. */
  readonly diagonal: Float64Array;
  /** q_lm and dq_lm/dz, at `l (lMax + 1) + m`. */
  readonly q: Float64Array;
  readonly dq: Float64Array;
}

/** Makes the factors and buffers for all l up to `lMax`. */
export function prepareHarmonics(lMax: number): Harmonics {
  const side = lMax + 1;
  const make = (): Float64Array => new Float64Array(side * side);
  const [a, b, diagonal] = [make(), make(), new Float64Array(side)];
  diagonal[0] = 1;
  for (let m = 1; m <= lMax; m++) {
    diagonal[m] = -diagonal[m - 1]! * Math.sqrt((2 * m + 1) / (2 * m));
  }
  for (let m = 0; m <= lMax; m++) {
    for (let l = m + 1; l <= lMax; l++) {
      a[l * side + m] = Math.sqrt((4 * l * l - 1) / (l * l - m * m));
      const before = l - 1;
      b[l * side + m] = Math.sqrt((before * before - m * m) / (4 * before * before - 1));
    }
  }
  return { lMax, channels: side * side, a, b, diagonal, q: make(), dq: make() };
}

/**
 * Values and gradients of all channels in the unit direction (x, y, z), at places from `offset` of
 * the four arrays. The gradients are those of Y(r / |r|) times |r|: divide by the distance.
 */
export function fillHarmonics(
  harmonics: Harmonics,
  x: number,
  y: number,
  z: number,
  out: readonly [Float64Array, Float64Array, Float64Array, Float64Array],
  offset: number,
): void {
  const { lMax, q, dq } = harmonics;
  const [value, gx, gy, gz] = out;
  const side = lMax + 1;
  fillPolynomials(harmonics, z);
  // (x + iy)^m and the power before it
  let re = 1;
  let im = 0;
  let reBefore = 0;
  let imBefore = 0;
  for (let m = 0; m <= lMax; m++) {
    for (let l = m; l <= lMax; l++) {
      const at = l * side + m;
      const place = offset + l * l + (m === 0 ? 0 : 2 * m - 1);
      const scale = m * q[at]!;
      const slope = dq[at]!;
      const dx = scale * reBefore;
      const dy = -scale * imBefore;
      const dz = slope * re;
      const along = x * dx + y * dy + z * dz;
      value[place] = q[at]! * re;
      gx[place] = dx - x * along;
      gy[place] = dy - y * along;
      gz[place] = dz - z * along;
      if (m === 0) continue;
      const ex = scale * imBefore;
      const ey = scale * reBefore;
      const ez = slope * im;
      const across = x * ex + y * ey + z * ez;
      value[place + 1] = q[at]! * im;
      gx[place + 1] = ex - x * across;
      gy[place + 1] = ey - y * across;
      gz[place + 1] = ez - z * across;
    }
    reBefore = re;
    imBefore = im;
    re = reBefore * x - imBefore * y;
    im = reBefore * y + imBefore * x;
  }
}

function fillPolynomials({ lMax, a, b, diagonal, q, dq }: Harmonics, z: number): void {
  const side = lMax + 1;
  for (let m = 0; m <= lMax; m++) {
    let before = 0;
    let slopeBefore = 0;
    let now = diagonal[m]!;
    let slope = 0;
    q[m * side + m] = now;
    dq[m * side + m] = 0;
    for (let l = m + 1; l <= lMax; l++) {
      const at = l * side + m;
      const next = a[at]! * (z * now - b[at]! * before);
      const nextSlope = a[at]! * (now + z * slope - b[at]! * slopeBefore);
      before = now;
      slopeBefore = slope;
      now = next;
      slope = nextSlope;
      q[at] = now;
      dq[at] = slope;
    }
  }
}
