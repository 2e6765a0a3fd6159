import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { codeOf, tolerated } from './failure.ts';
import { EXPIRY_MS, type HolderDetails, leaseHolds, readDetails, sideFile } from './holder.ts';

/** A sign of life is given this often. */
const BEAT_MS = 15_000;
/** A taking-over lasts milliseconds; a mark of one that is older was left by a killed process. */
const CLAIM_MS = 60_000;

/** The right to a workspace on a disk that several machines share, kept by signs of life. */
export interface Lease {
  /** Aborted when the lease is someone else's: this machine slept, or the disk was away for too long. */
  readonly lost: AbortSignal;
  release(): void;
}

/**
 * Tries once to take the lease of a state folder; `undefined` where another holds it. `lock.json` is made by
 * a hard link, which one process alone can make, whole; that of a holder who is gone is replaced under a mark
 * that carries its name, so that it is taken over once. Throws what the disk refuses.
 */
export function tryLease(folder: string, details: HolderDetails): Lease | undefined {
  const id = randomBytes(12).toString('hex');
  const text = `${JSON.stringify({ ...details, lease: id })}\n`;
  const draft = `${sideFile(folder)}.${id}`;
  writeFileSync(draft, text, { flag: 'wx' });
  try {
    // The disk's own clock: those of two machines may differ.
    const now = statSync(draft).mtimeMs;
    const mine = makeFirst(draft, sideFile(folder), text) || takeOver(folder, draft, now);
    if (!mine) return undefined;
    tidy(folder, now);
    return keep(folder, text, id);
  } finally {
    tolerated(() => rmSync(draft, { force: true }));
  }
}

const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

/** Makes the file where there is none. */
function makeFirst(draft: string, side: string, text: string): boolean {
  try {
    linkSync(draft, side);
    return true;
  } catch (error) {
    const code = codeOf(error) ?? '';
    if (code === 'EEXIST') return false;
    if (!NO_LINKS.includes(code)) throw error;
  }
  return madeAlone(side, text);
}

/** Makes a file that no one else made. */
function madeAlone(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function takeOver(folder: string, draft: string, now: number): boolean {
  const side = sideFile(folder);
  const before = readDetails(folder);
  if (before ? leaseHolds(folder, before, now) : isYoung(side, now, EXPIRY_MS)) return false;
  const mark = `${side}.after-${before?.lease ?? 'unknown'}`;
  if (!madeAlone(mark, '')) {
    if (!isYoung(mark, now, CLAIM_MS)) rmSync(mark, { force: true });
    return false;
  }
  try {
    // Someone may have taken over, and taken the mark away, before ours was made.
    if (readDetails(folder)?.lease !== before?.lease) return false;
    renameSync(draft, side);
    return true;
  } finally {
    tolerated(() => rmSync(mark, { force: true }));
  }
}

/** Removes drafts and marks that killed processes left. */
function tidy(folder: string, now: number): void {
  const left = readdirSync(folder).filter((name) => /^lock\.json\.(after-)?\w+$/.test(name));
  for (const path of left.map((name) => join(folder, name))) {
    if (!isYoung(path, now, CLAIM_MS)) rmSync(path, { force: true });
  }
}

function isYoung(path: string, now: number, ageMs: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat !== undefined && now - stat.mtimeMs <= ageMs;
}

/** Gives signs of life: the same bytes again, into the file that was made, whatever its name leads to now. */
function keep(folder: string, text: string, id: string): Lease {
  const lost = new AbortController();
  const file = openSync(sideFile(folder), 'r+');
  let last = performance.now();
  const isOurs = (): boolean => readDetails(folder)?.lease === id;
  const beat = (): void => {
    try {
      if (isOurs()) {
        writeSync(file, text, 0);
        fsyncSync(file);
        last = performance.now();
      } else lost.abort(new Error('the lease of this workspace was lost'));
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      if (performance.now() - last > EXPIRY_MS / 2) lost.abort(error);
    }
  };
  if (fstatSync(file).ino !== statSync(sideFile(folder)).ino) lost.abort();
  const timer = setInterval(beat, BEAT_MS);
  timer.unref();
  let held = true;
  return {
    lost: lost.signal,
    release: () => {
      if (!held) return;
      held = false;
      clearInterval(timer);
      closeSync(file);
      tolerated(() => {
        if (isOurs()) rmSync(sideFile(folder), { force: true });
      });
    },
  };
}
