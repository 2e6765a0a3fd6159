/** A function to be minimised and its gradient at x. */
export type Landscape = (x: Float64Array) => {
  readonly value: number;
  readonly gradient: Float64Array;
};

export interface MinimiseSettings {
  /** The search ends where no component of the gradient is larger. */
  readonly tolerance: number;
  /** No component of x moves further in one step. */
  readonly longestStep: number;
  /** Evaluations at most. */
  readonly limit: number;
}

export interface Minimum {
  readonly x: Float64Array;
  readonly value: number;
  readonly isConverged: boolean;
}

const MEMORY = 12;
/** What the curvature is taken for before any was seen, 1/70 Å^2/eV: a stiff bond's. */
const FIRST_SCALE = 1 / 70;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
  readonly product: number;
}

/**
 * A local minimum by the limited-memory BFGS method (Nocedal and Wright, Numerical Optimization, algorithm
 * 7.4), its steps cut to a longest one and halved where the value rises. Deterministic: it stops by evaluations.
 */
export function minimise(
  landscape: Landscape,
  start: Float64Array,
  how: MinimiseSettings,
): Minimum {
  let x = Float64Array.from(start);
  let here = landscape(x);
  let pairs: Pair[] = [];
  let evaluations = 1;
  let shrink = 1;
  while (largest(here.gradient) > how.tolerance) {
    if (evaluations >= how.limit) return { x, value: here.value, isConverged: false };
    const step = cut(downhill(here.gradient, pairs), how.longestStep * shrink);
    const next = x.map((value, i) => value + step[i]!);
    const there = landscape(next);
    evaluations++;
    if (there.value > here.value + 1e-9 * (1 + Math.abs(here.value))) {
      pairs = [];
      shrink /= 2;
      if (shrink < 1e-8) return { x, value: here.value, isConverged: false };
      continue;
    }
    shrink = Math.min(1, 2 * shrink);
    const change = there.gradient.map((value, i) => value - here.gradient[i]!);
    const product = dot(step, change);
    if (product > 1e-14) pairs = [...pairs, { step, change, product }].slice(-MEMORY);
    x = next;
    here = there;
  }
  return { x, value: here.value, isConverged: true };
}

/** The two-loop recursion: minus the inverse curvature times the gradient. */
function downhill(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  const q = gradient.map((value) => -value);
  const factors = pairs.map(() => 0);
  for (let i = pairs.length - 1; i >= 0; i--) {
    const { step, change, product } = pairs[i]!;
    factors[i] = dot(step, q) / product;
    add(q, change, -factors[i]!);
  }
  const newest = pairs.at(-1);
  const scale = newest ? newest.product / dot(newest.change, newest.change) : FIRST_SCALE;
  const direction = q.map((value) => value * scale);
  pairs.forEach(({ step, change, product }, i) => {
    add(direction, step, factors[i]! - dot(change, direction) / product);
  });
  return direction;
}

function cut(step: Float64Array, longest: number): Float64Array {
  const most = largest(step);
  return most > longest ? step.map((value) => (value * longest) / most) : step;
}

const largest = (x: Float64Array): number => x.reduce((most, v) => Math.max(most, Math.abs(v)), 0);

const dot = (a: Float64Array, b: Float64Array): number =>
  a.reduce((sum, value, i) => sum + value * b[i]!, 0);

function add(to: Float64Array, x: Float64Array, factor: number): void {
  for (let i = 0; i < to.length; i++) to[i] = to[i]! + factor * x[i]!;
}
