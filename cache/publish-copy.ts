import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fstatSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { errorDiagnostic } from '../base/diagnostic.ts';
import type { Digest } from '../base/digest.ts';
import { StateFailure, tolerated } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import type { ObjectLoss } from './large-objects.ts';
import type { Objects } from './objects.ts';

/** A whole, verified copy beside its target, not yet in place. */
export type PreparedCopy = string & { readonly __brand: 'PreparedCopy' };

/**
 * Makes the copy of an object that {@link placeCopy} puts in place: a reflink where the file system has
 * them, never a hard link (an edit of it would reach the object). One engine a workspace, so one name per
 * target does: what a killed one left is overwritten.
 */
export function prepareCopy(objects: Objects, digest: Digest, target: string): PreparedCopy {
  const copy = join(dirname(target), `.${basename(target)}.mlip-part`) as PreparedCopy;
  mkdirSync(dirname(target), { recursive: true });
  rmSync(copy, { force: true });
  try {
    fill(objects, digest, copy);
  } catch (error) {
    tolerated(() => rmSync(copy, { force: true }));
    throw error;
  }
  return copy;
}

function fill(objects: Objects, digest: Digest, copy: string): void {
  const file = objects.pathOf(digest);
  if (file === undefined) {
    const bytes = objects.read(digest);
    if (!bytes.ok) throw lost(bytes.error);
    writeFileSync(copy, bytes.value, { flag: 'wx' });
    return;
  }
  const whole = objects.isWhole(digest);
  if (!whole.ok) throw lost(whole.error);
  const mode = makeEmpty(copy);
  copyFileSync(file, copy, constants.COPYFILE_FICLONE);
  chmodSync(copy, mode);
  if (digestOfFile(copy) === digest) return;
  const again = objects.read(digest);
  throw again.ok ? new Error(`internal error: ${copy} was written by another`) : lost(again.error);
}

/** Makes a new empty file; its mode, which is what the user's umask leaves of rw-rw-rw-. */
function makeEmpty(path: string): number {
  const file = openSync(path, 'wx');
  try {
    return fstatSync(file).mode & 0o777;
  } finally {
    closeSync(file);
  }
}

const lost = ({ digest, why }: ObjectLoss): StateFailure =>
  new StateFailure(
    errorDiagnostic('E0704', `a result is lost (${digest}): ${why}`, {
      hint: 'run again: it is made anew',
    }),
  );

/** Puts a prepared copy in place, in one step. */
export function placeCopy(copy: PreparedCopy, target: string): void {
  renameSync(copy, target);
}
