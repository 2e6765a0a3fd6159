import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fateOf, type ProcessIdentity } from './process-identity.ts';

/** What the holder of a workspace writes into `.mlip/lock.json`, for others to read. */
export interface HolderDetails extends ProcessIdentity {
  readonly startedMs: number;
  readonly command: string;
  /** Of a lease: what tells it from every other one. */
  readonly lease?: string;
}

/** After so long without a sign of life, a lease of another machine is free. */
export const EXPIRY_MS = 180_000;

/** The file beside the lock that says who holds it; left by a dead holder of a local lock, it means nothing. */
export const sideFile = (folder: string): string => join(folder, 'lock.json');

/** Who wrote the file, if it can be read. */
export function readDetails(folder: string): HolderDetails | undefined {
  try {
    const details = JSON.parse(readFileSync(sideFile(folder), 'utf8')) as HolderDetails;
    return typeof details.pid === 'number' && typeof details.host === 'string'
      ? details
      : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Whether a lease holds, at a time of the disk's own clock. On this machine its process is asked; from another
 * one its last sign of life counts.
 */
export function leaseHolds(folder: string, details: HolderDetails, diskNowMs: number): boolean {
  const fate = fateOf(details);
  if (fate !== 'unknown') return fate === 'alive';
  const beat = statSync(sideFile(folder), { throwIfNoEntry: false })?.mtimeMs;
  return beat !== undefined && diskNowMs - beat <= EXPIRY_MS;
}

/** The holder in words: "pid 1234 on HOST since 14:02, `mlip-auto run x.yaml`". */
export function holderWords(details: HolderDetails | undefined, now = new Date()): string {
  if (!details) return 'another process';
  const { pid, host, startedMs, command } = details;
  const two = (value: number) => String(value).padStart(2, '0');
  const day = (date: Date) =>
    `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const start = new Date(startedMs);
  const time = `${two(start.getHours())}:${two(start.getMinutes())}`;
  const since = day(start) === day(now) ? time : `${day(start)} ${time}`;
  return `pid ${pid} on ${host} since ${since}, \`${command}\``;
}
