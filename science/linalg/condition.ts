import { backSubstitute } from './ridge.ts';
import type { Triangle } from './triangle.ts';

const STEPS = 40;

/**
 * An estimate of the ratio of the largest to the smallest singular value of the matrix behind a
 * triangle (its right side left out), from a fixed number of power and inverse iterations: never
 * more than the true ratio, usually within a few per cent. Infinite for a singular matrix.
 */
export function conditionEstimate(triangle: Triangle): number {
  const n = triangle.columns - 1;
  for (let i = 0; i < n; i++) if (triangle.values[i * (n + 1) + i] === 0) return Infinity;
  const largest = iterate(n, (x) => transposed(triangle, times(triangle, x)));
  const smallest = iterate(n, (x) => solve(triangle, solveTransposed(triangle, x)));
  return Math.sqrt(largest) * Math.sqrt(smallest);
}

/** The largest eigenvalue of a symmetric operator, approached from below. */
function iterate(n: number, operator: (x: Float64Array) => Float64Array): number {
  let x: Float64Array = Float64Array.from({ length: n }, (_, i) => 1 + 1 / (i + 1));
  let value = 0;
  for (let step = 0; step < STEPS; step++) {
    const length = norm(x);
    for (let i = 0; i < n; i++) x[i]! /= length;
    x = operator(x);
    value = norm(x);
  }
  return value;
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}

function times({ columns, values }: Triangle, x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    for (let j = i; j < x.length; j++) out[i]! += values[i * columns + j]! * x[j]!;
  }
  return out;
}

function transposed({ columns, values }: Triangle, x: Float64Array): Float64Array {
  const out = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    for (let j = i; j < x.length; j++) out[j]! += values[i * columns + j]! * x[i]!;
  }
  return out;
}

function solve(triangle: Triangle, right: Float64Array): Float64Array {
  const { columns } = triangle;
  const whole = { columns, values: triangle.values.slice() };
  for (let i = 0; i < right.length; i++) whole.values[i * columns + columns - 1] = right[i]!;
  return backSubstitute(whole);
}

function solveTransposed({ columns, values }: Triangle, right: Float64Array): Float64Array {
  const x = right.slice();
  for (let i = 0; i < x.length; i++) {
    x[i]! /= values[i * columns + i]!;
    for (let j = i + 1; j < x.length; j++) x[j]! -= values[i * columns + j]! * x[i]!;
  }
  return x;
}
