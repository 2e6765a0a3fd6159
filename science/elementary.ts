/**
 * Elementary functions made only of `+ - * /`, `Math.sqrt`, `Math.floor`, `Math.fround` and bit handling, so that
 * their results have the same bits under every JavaScript engine: `Math.exp` and its like differ
 * between releases of Node, and what differs must not reach a digest. All are accurate to about one
 * unit in the last place; the stated constants are correctly rounded decimals of the exact values.
 */

const double = new Float64Array(1);
/** The two halves of {@link double}; every platform that we run on is little-endian. */
const half = new Int32Array(double.buffer);

/** The exponent e of a normal positive number 2^e m, 1 <= m < 2. */
function exponent(x: number): number {
  double[0] = x;
  return (half[1]! >> 20) - 1023;
}

/** 2^n as a float64 for -1022 <= n <= 1023, at index n + 1022. */
const POWER_OF_TWO = powersOfTwo();

function powersOfTwo(): Float64Array {
  const powers = new Float64Array(2046);
  powers[1022] = 1;
  for (let n = 1; n <= 1023; n++) powers[1022 + n] = powers[1021 + n]! * 2;
  for (let n = 1; n <= 1022; n++) powers[1022 - n] = powers[1023 - n]! / 2;
  return powers;
}

/** 2^(j/32) for j = 0..31, each as the nearest float64 and what that leaves over. */
const ROOT_TABLE = rootTable();

function rootTable(): Float64Array {
  const digits = 200n;
  let root = 2n << digits;
  for (let i = 0; i < 5; i++) root = integerRoot(root << digits);
  const table = new Float64Array(64);
  let power = 1n << digits;
  for (let j = 0; j < 32; j++) {
    const high = Number(power >> (digits - 100n)) / POWER_OF_TWO[1122]!;
    const rest = power - (BigInt(high * POWER_OF_TWO[1082]!) << (digits - 60n));
    table[2 * j] = high;
    table[2 * j + 1] = Number(rest >> (digits - 150n)) / POWER_OF_TWO[1172]!;
    power = (power * root) >> digits;
  }
  return table;
}

/** The integer part of the square root, by Newton's method from above. */
function integerRoot(square: bigint): bigint {
  let root = 1n << BigInt((square.toString(2).length >> 1) + 1);
  for (;;) {
    const next = (root + square / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}

const STEPS_PER_UNIT = 46.16624130844683; // 32 / ln 2
const STEP_HIGH = 0.021660849390173098; // ln 2 / 32, its first 33 bits: k times it is exact
const STEP_LOW = 2.325192846878874e-12;

/** e^x. Infinity above 709.78, subnormal then 0 below -708.4. */
export function exp(x: number): number {
  if (!(x > -745.2)) return Number.isNaN(x) ? x : 0;
  if (x > 709.79) return Number.POSITIVE_INFINITY;
  // x = (32 m + j) ln2/32 + r, |r| <= 0.0109 (P. T. P. Tang, ACM TOMS 15, 144 (1989)).
  const k = Math.floor(x * STEPS_PER_UNIT + 0.5);
  const r = x - k * STEP_HIGH - k * STEP_LOW;
  const series = r * r * (0.5 + r * (1 / 6 + r * (1 / 24 + r * (1 / 120 + r * (1 / 720)))));
  const p = r + series;
  const j = (k & 31) << 1;
  const high = ROOT_TABLE[j]!;
  const mantissa = high + (ROOT_TABLE[j + 1]! + high * p);
  const m = k >> 5;
  if (m >= -1021 && m <= 1022) return mantissa * POWER_OF_TWO[m + 1022]!;
  const first = m >> 1;
  return mantissa * POWER_OF_TWO[first + 1022]! * POWER_OF_TWO[m - first + 1022]!;
}

const LN2_HIGH = 0.6931471804855391; // 33 bits: an exponent times it is exact
const LN2_LOW = 7.440617110012397e-11;

/** The natural logarithm. -Infinity at 0, NaN below. */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  // x = 2^e (1 + f) with sqrt(1/2) < 1 + f < sqrt(2).
  const small = x < 1e-300;
  const scaled = small ? x * 18014398509481984 : x;
  const top = exponent(scaled);
  let e = small ? top - 54 : top;
  let m = top === 1023 ? scaled * POWER_OF_TWO[0]! * 0.5 : scaled * POWER_OF_TWO[1022 - top]!;
  if (m > Math.SQRT2) {
    m *= 0.5;
    e += 1;
  }
  const f = m - 1;
  // log(1 + f) = 2 artanh(s), s = f / (2 + f): |s| < 0.172; the largest terms are kept apart.
  const s = f / (2 + f);
  const z = s * s;
  const tail = z * (2 / 3 + z * (2 / 5 + z * (2 / 7 + z * (2 / 9 + z * artanhTail(z)))));
  const halfSquare = 0.5 * f * f;
  return e * LN2_HIGH - (halfSquare - (s * (halfSquare + tail) + e * LN2_LOW) - f);
}

const artanhTail = (z: number): number =>
  2 / 11 + z * (2 / 13 + z * (2 / 15 + z * (2 / 17 + z * (2 / 19 + z * (2 / 21)))));

/** The largest argument of {@link sin} and {@link cos}: beyond it the reduction would lose digits. */
const LARGEST_ANGLE = 1e6;
const QUARTERS_PER_UNIT = 0.6366197723675814; // 2 / pi
const QUARTER_1 = 1.5707963267341256; // pi / 2 in three parts, the first two of 33 bits
const QUARTER_2 = 6.077100506303966e-11;
const QUARTER_3 = 2.0222662487959506e-21;

/** The sine of an angle in radians. Throws a RangeError beyond 1e6 (an angle there is a bug). */
export const sin = (x: number): number => turned(x, 0);

/** The cosine of an angle in radians. Throws a RangeError beyond 1e6 (an angle there is a bug). */
export const cos = (x: number): number => turned(x, 1);

function turned(x: number, quarters: number): number {
  if (!(x >= -LARGEST_ANGLE && x <= LARGEST_ANGLE)) {
    if (Number.isNaN(x)) return x;
    throw new RangeError(`internal error: the angle ${x} is beyond ${LARGEST_ANGLE}`);
  }
  const k = Math.floor(x * QUARTERS_PER_UNIT + 0.5);
  const high = x - k * QUARTER_1;
  const low = k * QUARTER_2;
  const r = high - low;
  const rest = high - r - low - k * QUARTER_3;
  const quadrant = (k + quarters) & 3;
  const value = quadrant & 1 ? cosSeries(r, rest) : sinSeries(r, rest);
  return quadrant & 2 ? -value : value;
}

/** sin(r + rest) for |r| <= pi/4 and a rest below the last place of r: Taylor's series to r^17. */
function sinSeries(r: number, rest: number): number {
  const z = r * r;
  const high =
    -1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z / 355687428096000));
  const series = -1 / 6 + z * (1 / 120 + z * (-1 / 5040 + z * (1 / 362880 + z * high)));
  return r + (r * z * series + rest * (1 - 0.5 * z));
}

/** cos(r + rest), as {@link sinSeries}: to r^18. */
function cosSeries(r: number, rest: number): number {
  const z = r * r;
  const high =
    1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000 - z / 6402373705728000));
  const series = 1 / 24 + z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * high)));
  const half = 0.5 * z;
  const first = 1 - half;
  return first + (1 - first - half + (z * z * series - r * rest));
}

/** The cube root, for every sign. */
export function cbrt(x: number): number {
  if (x === 0 || !Number.isFinite(x)) return x;
  const size = Math.abs(x);
  if (size < 1e-290) return cbrt(x * 18014398509481984) / 262144;
  if (size > 1e300) return cbrt(x / 18014398509481984) * 262144;
  // size = 2^(3 q) m, 1 <= m < 8; each step of Halley's method triples the digits of the guess.
  const q = Math.floor(exponent(size) / 3);
  const m = size * POWER_OF_TWO[1022 - 3 * q]!;
  let t = 0.85 + m * (0.23 - m * 0.0108);
  t = halley(halley(t, m), m);
  // The last step starts from 24 bits, whose square is exact.
  t = Math.fround(t);
  const r = m / (t * t);
  t = (t + (t * (r - t)) / (2 * t + r)) * POWER_OF_TWO[1022 + q]!;
  return x < 0 ? -t : t;
}

const halley = (t: number, x: number): number => {
  const cube = t * t * t;
  return t * ((cube + 2 * x) / (2 * cube + x));
};

/**
 * x^y. A whole y (up to 1024 in size) is a product, for every sign of x; any other y needs x >= 0
 * (else NaN) and is exp(y log x), whose relative error grows as 1e-16 (1 + |y log x|).
 */
export function pow(x: number, y: number): number {
  if (Math.floor(y) === y && Math.abs(y) <= 1024) {
    return y < 0 ? 1 / wholePower(x, -y) : wholePower(x, y);
  }
  if (x === 0) return y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(y * log(x));
}

function wholePower(x: number, y: number): number {
  let result = 1;
  let square = x;
  for (let n = y; n > 0; n >>= 1) {
    if (n & 1) result *= square;
    square *= square;
  }
  return result;
}

/** atan(k/8), k = 0..8, each as the nearest float64 and what that leaves over. */
const ARC_TABLE = [
  0, 0, 0.12435499454676144, -3.1253241424539383e-18, 0.24497866312686414, 1.0698755618734451e-17,
  0.35877067027057225, -2.4623815582638635e-17, 0.4636476090008061, 2.2698777452961687e-17,
  0.5585993153435624, -5.4556305485916264e-18, 0.6435011087932844, 1.5834785051444286e-17,
  0.7188299996216245, -2.1478388444456983e-17, 0.7853981633974483, 3.061616997868383e-17,
];
const PI_REST = 1.2246467991473532e-16;

/** The angle of the point (x, y) in radians, from -pi to pi; 0 for the origin. Finite arguments. */
export function atan2(y: number, x: number): number {
  const flat = Math.abs(x);
  const steep = Math.abs(y);
  if (flat === 0 && steep === 0) return 0;
  let angle: number;
  if (steep <= flat) {
    angle = octant(steep / flat);
    if (x < 0) angle = Math.PI - (angle - PI_REST);
  } else {
    const rest = octant(flat / steep);
    angle = x < 0 ? Math.PI / 2 + (rest + PI_REST / 2) : Math.PI / 2 - (rest - PI_REST / 2);
  }
  return y < 0 ? -angle : angle;
}

/** atan(q), 0 <= q <= 1: atan(c) + atan((q - c) / (1 + q c)) with c the nearest eighth. */
function octant(q: number): number {
  const k = Math.floor(8 * q + 0.5);
  const c = k / 8;
  const t = (q - c) / (1 + q * c);
  const z = t * t;
  const series = -1 / 3 + z * (1 / 5 + z * (-1 / 7 + z * (1 / 9 + z * (-1 / 11 + z * (1 / 13)))));
  return ARC_TABLE[2 * k]! + (ARC_TABLE[2 * k + 1]! + (t + t * z * series));
}
