/** How many futures a price is made of. */
export const FUTURES = 400;

/** A price: what it comes to in each of {@link FUTURES} futures, all equally likely. */
export type Draws = Float64Array;

/** Four futures out of five lie between the first and the last; the one in the middle is as likely low as high. */
export type Interval = readonly [low: number, middle: number, high: number];

/** The price of nothing. */
export const nothing = (): Draws => new Float64Array(FUTURES);

/** The interval that holds 80 % of the futures, and the middle one. */
export function intervalOf(draws: Draws): Interval {
  const sorted = draws.slice().sort();
  return [quantile(sorted, 0.1), quantile(sorted, 0.5), quantile(sorted, 0.9)];
}

/** Of sorted values; between two of them by a straight line. */
export function quantile(sorted: Float64Array, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

/**
 * A stream of numbers in [0, 1), the same for the same seed on every machine (an affine generator
 * with a mixed output, PCG's idea in 32 bits): prices never change between two looks.
 */
export function stream(seed: string): () => number {
  let state = 2166136261;
  for (const letter of seed) state = Math.imul(state ^ letter.charCodeAt(0), 16777619) >>> 0;
  return () => {
    state = (Math.imul(state, 747796405) + 2891336453) >>> 0;
    const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) >>> 0, 277803737) >>> 0;
    return (((word >>> 22) ^ word) >>> 0) / 4294967296;
  };
}

/** The numbers 0 .. {@link FUTURES} - 1 in an order that the seed gives. */
export function shuffled(seed: string): Float64Array {
  const values = nothing().map((_, at) => at);
  const next = stream(seed);
  for (let at = values.length - 1; at > 0; at--) {
    const other = Math.floor(next() * (at + 1));
    const kept = values[at] as number;
    values[at] = values[other] as number;
    values[other] = kept;
  }
  return values;
}

/**
 * {@link FUTURES} standard normal numbers, shuffled by `seed`: one from the middle of each of as many
 * equally likely slices, so that their spread is right however few there are.
 */
export function normals(seed: string): Float64Array {
  table ??= nothing().map((_, at) => normalQuantile((at + 0.5) / FUTURES));
  const quantiles = table;
  return shuffled(seed).map((place) => quantiles[place] as number);
}

let table: Float64Array | undefined;

/** The standard normal quantile by bisection of its distribution; to 1e-9, for tables made once. */
export function normalQuantile(share: number): number {
  let [low, high] = [-8, 8];
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2;
    if (normalShare(middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The share below `x`: 1/2 + density(x) (x + x^3/3 + x^5/15 + ...), the series of the density's integral. */
function normalShare(x: number): number {
  let [sum, term] = [x, x];
  for (let order = 3; order < 300 && Math.abs(term) > 1e-17; order += 2) {
    term *= (x * x) / order;
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
