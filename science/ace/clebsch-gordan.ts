const factorials: bigint[] = [1n];

function factorial(n: number): bigint {
  for (let k = factorials.length; k <= n; k++) factorials.push(factorials[k - 1]! * BigInt(k));
  return factorials[n]!;
}

function gcd(a: bigint, b: bigint): bigint {
  let [x, y] = [a, b];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

/**
 * The Clebsch-Gordan coefficient <l1 m1 l2 m2 | l m> (Condon-Shortley phases) by Racah's formula
 * (Racah, Phys. Rev. 62, 438 (1942), eq. 16): 0 where m1 + m2 != m or the triangle is broken. The
 * square is an exact ratio of whole numbers, so the value is right to the last bits.
 */
export function clebschGordan(
  l1: number,
  m1: number,
  l2: number,
  m2: number,
  l: number,
  m: number,
): number {
  if (m1 + m2 !== m || l > l1 + l2 || l < Math.abs(l1 - l2)) return 0;
  if (Math.abs(m1) > l1 || Math.abs(m2) > l2 || Math.abs(m) > l) return 0;
  const [top, bottom] = racahSum(l1, m1, l2, m2, l);
  if (top === 0n) return 0;
  let numerator =
    BigInt(2 * l + 1) * factorial(l + l1 - l2) * factorial(l - l1 + l2) * factorial(l1 + l2 - l);
  for (const k of [l + m, l - m, l1 - m1, l1 + m1, l2 - m2, l2 + m2]) numerator *= factorial(k);
  numerator *= top * top;
  const denominator = factorial(l1 + l2 + l + 1) * bottom * bottom;
  const common = gcd(numerator, denominator);
  const root = Math.sqrt(Number(numerator / common) / Number(denominator / common));
  return top < 0n ? -root : root;
}

/** The alternating sum of Racah's formula as a fraction in lowest terms. */
function racahSum(l1: number, m1: number, l2: number, m2: number, l: number): [bigint, bigint] {
  let top = 0n;
  let bottom = 1n;
  const last = Math.min(l1 + l2 - l, l1 - m1, l2 + m2);
  for (let k = Math.max(0, l2 - l - m1, l1 - l + m2); k <= last; k++) {
    const term =
      factorial(k) *
      factorial(l1 + l2 - l - k) *
      factorial(l1 - m1 - k) *
      factorial(l2 + m2 - k) *
      factorial(l - l2 + m1 + k) *
      factorial(l - l1 - m2 + k);
    top = top * term + (k % 2 === 0 ? bottom : -bottom);
    bottom *= term;
    const common = gcd(top < 0n ? -top : top, bottom);
    top /= common;
    bottom /= common;
  }
  return [top, bottom];
}
