import { type BigIntStats, lstatSync } from 'node:fs';

/**
 * What tells cheaply that a file is as it was: size, modification and change time in nanoseconds, inode.
 * An equal stamp means "not touched since"; another one means "hash again", never "changed".
 */
export type Stamp = string & { readonly __brand: 'Stamp' };

/** The stamp of a file's stat (made with `bigint: true`). */
export function stampOf(stat: BigIntStats): Stamp {
  return `${stat.size} ${stat.mtimeNs} ${stat.ctimeNs} ${stat.ino}` as Stamp;
}

const TICK_NS = 20_000_000n;
const COARSE_NS = 2_100_000_000n;
const SECOND_NS = 1_000_000_000n;

/**
 * Whether a file may change once more without its times moving: it was written within the clock's tick
 * before `nowMs` (two seconds where the file system keeps whole seconds), or "in the future". A stamp
 * taken then must not be remembered.
 */
export function isRacy(stat: BigIntStats, nowMs: number): boolean {
  const { mtimeNs, ctimeNs } = stat;
  const untilNs = BigInt(nowMs) * 1_000_000n;
  const coarse = mtimeNs % SECOND_NS === 0n && ctimeNs % SECOND_NS === 0n;
  const settledNs = untilNs - (coarse ? COARSE_NS : TICK_NS);
  return mtimeNs > settledNs || ctimeNs > settledNs;
}

/** The stat of a path, not following a link; `undefined` where there is nothing. */
export function statOf(path: string): BigIntStats | undefined {
  return lstatSync(path, { bigint: true, throwIfNoEntry: false });
}
