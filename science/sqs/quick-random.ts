import type { RandomStream } from '../random.ts';

/** The next 32 random bits, as a whole number from 0. */
export type QuickRandom = () => number;

/**
 * A small fast generator for inner loops, xoshiro128** (D. Blackman and S. Vigna, ACM Trans. Math.
 * Softw. 47, 36 (2021)), seeded from a stream: whole numbers only, so the same on every machine.
 */
export function quickRandom(stream: RandomStream): QuickRandom {
  const word = (): number => Math.floor(stream.uniform() * 4294967296) | 0;
  let a = word();
  let b = word();
  let c = word();
  let d = word() | 1;
  return () => {
    const times = Math.imul(b, 5);
    const result = Math.imul((times << 7) | (times >>> 25), 9);
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result >>> 0;
  };
}

/** A whole number from 0 to below `bound` (less than 2^21). */
export const below = (random: QuickRandom, bound: number): number =>
  Math.floor((random() * bound) / 4294967296);

/** A number from [0, 1) of 32 bits. */
export const unit = (random: QuickRandom): number => random() / 4294967296;
