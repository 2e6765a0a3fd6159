import { type BigIntStats, lstatSync, realpathSync, renameSync } from 'node:fs';
import { dirname, join, posix, sep } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import type { Digest } from '../base/digest.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { attempt, codeOf, guarded, StateFailure } from './failure.ts';
import { digestOfFile } from './hash-file.ts';
import { placeCopy, prepareCopy } from './publish-copy.ts';
import type { PublishedFile } from './published.ts';
import { stampOf, statOf } from './stamp.ts';
import { STATE_FOLDER, type State } from './state.ts';

/** What to put where. */
export interface PublishRequest {
  readonly state: State;
  /** Absolute. */
  readonly workspace: string;
  readonly digest: Digest;
  /** Relative to the workspace. */
  readonly path: string;
}

/** What publishing did. */
export interface PublishOutcome {
  /** `restored`: it was published before and is gone or was moved aside; `adopted`: the very bytes were there. */
  readonly how: 'unchanged' | 'written' | 'restored' | 'adopted';
  /** Where a file that is not ours went, relative to the workspace. */
  readonly movedAside?: string;
}

/**
 * Puts an object where people look: an ordinary, writable copy. What is there and not ours is moved to
 * `NAME.changed-N`, never overwritten. Nothing is written where the file is as we left it (one lstat).
 * Errors: E0705 (a folder in the way, outside the workspace, the disk refuses), E0704 (the object is lost).
 */
export function publish(request: PublishRequest): Result<PublishOutcome, Diagnostic> {
  const checked = relativePath(request.path);
  if (!checked.ok) return checked;
  const path = checked.value;
  const prior = request.state.published.get(path);
  return attempt(() =>
    guarded(
      `publish ${path}`,
      () => {
        const stat = statOf(join(request.workspace, path));
        const untouched = stat !== undefined && prior?.stamp === stampOf(stat);
        if (untouched && prior.digest === request.digest) return { how: 'unchanged' };
        return settle({ ...request, path }, prior, stat, untouched);
      },
      'E0705',
    ),
  );
}

/** The one form of a path that the memory of published files uses, or why it may not be published to. */
function relativePath(path: string): Result<string, Diagnostic> {
  const normal = posix.normalize(path.split(sep).join('/'));
  const outside = posix.isAbsolute(normal) || /^\.\.(\/|$)/.test(normal);
  if (outside) return fail(refusal(path, 'it is outside the workspace'));
  if (normal === '.' || normal.endsWith('/')) return fail(refusal(path, 'it names a folder'));
  if (normal.split('/')[0] === STATE_FOLDER) {
    return fail(refusal(path, `${STATE_FOLDER} is the program's own`));
  }
  return ok(normal);
}

const refusal = (path: string, why: string): Diagnostic =>
  errorDiagnostic('E0705', `cannot publish ${path}: ${why}`, {
    hint: 'name a file inside the workspace, such as results/potential.yace',
  });

/** What is at the path is not what was last published there, or something else is wanted there now. */
function settle(
  request: PublishRequest,
  prior: PublishedFile | undefined,
  stat: BigIntStats | undefined,
  untouched: boolean,
): PublishOutcome {
  const { state, workspace, digest, path } = request;
  const target = join(workspace, path);
  const there = stat && !untouched ? whatIsThere(target, path, stat) : undefined;
  stayInside(workspace, path);
  const wasOut = prior !== undefined && prior.stamp !== '' && prior.digest === digest;
  if (stat && there === digest) {
    state.published.remember(path, digest, stampOf(stat));
    return { how: wasOut ? 'unchanged' : 'adopted' };
  }
  const ours =
    untouched || (there !== undefined && (there === prior?.digest || there === prior?.next));
  const copy = prepareCopy(state.objects, digest, target);
  if (prior?.next !== digest) state.published.intend(path, digest);
  const aside = stat && !ours ? moveAside(target) : undefined;
  placeCopy(copy, target);
  state.published.remember(path, digest, stampOf(lstatSync(target, { bigint: true })));
  const how = wasOut ? 'restored' : 'written';
  return aside === undefined ? { how } : { how, movedAside: path + aside };
}

/** The digest of an ordinary file; `link` for a symbolic link, which is someone's, whatever it leads to. */
function whatIsThere(target: string, path: string, stat: BigIntStats): Digest | 'link' {
  if (stat.isSymbolicLink()) return 'link';
  if (stat.isFile()) return digestOfFile(target);
  const what = stat.isDirectory() ? 'a folder' : 'a device or a socket';
  throw new StateFailure(
    errorDiagnostic('E0705', `cannot publish ${path}: ${what} is there`, {
      hint: 'move it away, or publish under another name',
    }),
  );
}

/** A folder on the way may be a link, but not one that leads out of the workspace. */
function stayInside(workspace: string, path: string): void {
  const root = realpathSync(workspace);
  const real = realFolder(dirname(join(workspace, path)));
  if (real === root || real.startsWith(root + sep)) return;
  throw new StateFailure(refusal(path, `a symbolic link on its way leads out, to ${real}`));
}

/** The real path of the nearest folder upward that exists. */
function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    if (statOf(folder)) throw error;
    return realFolder(dirname(folder));
  }
}

/** Moves what is at `target` to the next free `NAME.changed-N`; what was appended to the name. */
function moveAside(target: string): string {
  for (let n = 1; ; n++) {
    const suffix = `.changed-${n}`;
    if (statOf(target + suffix)) continue;
    renameSync(target, target + suffix);
    return suffix;
  }
}
