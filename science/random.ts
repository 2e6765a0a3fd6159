import { hash } from 'node:crypto';
import { canonicalText } from '../base/canonical.ts';
import { type Digest, digestValue } from '../base/digest.ts';
import { log } from './elementary.ts';
import { philox, type Words4 } from './philox.ts';

/** Random numbers that are a pure function of their name: the n-th is the same wherever it is asked for. */
export interface RandomStream {
  /** The next number from [0, 1): 53 random bits over 2^53. */
  uniform(): number;
  /** The next number of the standard normal distribution. */
  gaussian(): number;
}

/** What names a stream: no two purposes, seeds, parents or indices share one. */
export interface StreamName {
  readonly purpose: string;
  readonly seed: number;
  readonly parent: Digest;
  readonly index: number;
}

const TWO_POW_26 = 67108864;
const TWO_POW_53 = 9007199254740992;

/**
 * A counter-based stream: the name's sha256 is Philox's key and the upper half of its counter, the
 * number of the block the lower half; two uniform numbers a block. No state but the counter, no
 * library generator, own logarithm: the bits are the same on every Node.
 */
export function randomStream({ purpose, seed, parent, index }: StreamName): RandomStream {
  const name = hash('sha256', canonicalText(['random', 1, purpose, seed, parent, index]), 'buffer');
  const [k0, k1, c2, c3] = [0, 4, 8, 12].map((at) => name.readUInt32BE(at)) as unknown as Words4;
  let block: Words4 = [0, 0, 0, 0];
  let blocks = 0;
  let isHalf = false;
  let kept: number | undefined;

  const uniform = (): number => {
    if (!isHalf) block = philox([blocks++, 0, c2, c3], [k0, k1]);
    const [high, low] = isHalf ? [block[2], block[3]] : [block[0], block[1]];
    isHalf = !isHalf;
    return ((high >>> 5) * TWO_POW_26 + (low >>> 6)) / TWO_POW_53;
  };

  /** Marsaglia's polar form of Box and Muller (SIAM Review 6, 260, 1964): two normals from a point of the disc. */
  const gaussian = (): number => {
    if (kept !== undefined) {
      const value = kept;
      kept = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const scale = Math.sqrt((-2 * log(s)) / s);
      kept = v * scale;
      return u * scale;
    }
  };

  return { uniform, gaussian };
}

/**
 * A rank to sort by in place of a shuffle: what is added later takes its own place and moves nothing
 * else relative to the rest.
 */
export const hashRank = (purpose: string, seed: number, name: string | number): Digest =>
  digestValue(`rank ${purpose}`, 1, [seed, name]);
