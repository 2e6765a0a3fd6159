import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';

const BLOCK = 512;

/** A member of a .tar. */
interface Member {
  readonly name: string;
  readonly isFolder: boolean;
  readonly isExecutable: boolean;
  readonly bytes: Uint8Array;
}

/** Lays a folder that was packed as a .tar (`packFolder`) at `path`. Fails, in words, on anything else. */
export function unpackFolder(tar: Uint8Array, path: string): Result<undefined, string> {
  const members = membersOf(Buffer.from(tar));
  if (!members.ok) return members;
  mkdirSync(path, { recursive: true });
  for (const { name, isFolder, isExecutable, bytes } of members.value) {
    const full = join(path, name);
    mkdirSync(isFolder ? full : dirname(full), { recursive: true });
    if (isFolder) continue;
    writeFileSync(full, bytes);
    if (isExecutable) chmodSync(full, 0o755);
  }
  return ok(undefined);
}

const NO_FOLDER =
  'is not a folder: only what a command made as one (`outputs: { NAME: path/ }`) is';

function membersOf(tar: Buffer): Result<readonly Member[], string> {
  const members: Member[] = [];
  let long: string | undefined;
  for (let at = 0; at + BLOCK <= tar.length; ) {
    const head = tar.subarray(at, at + BLOCK);
    if (head.every((byte) => byte === 0)) return ok(members);
    if (head.toString('latin1', 257, 262) !== 'ustar') return fail(NO_FOLDER);
    const size = Number.parseInt(textAt(head, 124, 12), 8);
    const bytes = tar.subarray(at + BLOCK, at + BLOCK + size);
    if (!Number.isSafeInteger(size) || bytes.length !== size) return fail('is a damaged .tar');
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
    const kind = textAt(head, 156, 1);
    if (kind === 'x') {
      long = /^\d+ path=([\s\S]*)\n$/.exec(bytes.toString('utf8'))?.[1];
      if (long === undefined) return fail(NO_FOLDER);
      continue;
    }
    const name = long ?? textAt(head, 0, 100);
    long = undefined;
    if (!['0', '5'].includes(kind) || leaves(name)) return fail(NO_FOLDER);
    const mode = Number.parseInt(textAt(head, 100, 8), 8);
    const isExecutable = (mode & 0o111) !== 0;
    members.push({ name, isFolder: kind === '5', isExecutable, bytes });
  }
  return fail(tar.length === 0 ? NO_FOLDER : 'is a damaged .tar');
}

const textAt = (head: Buffer, at: number, length: number): string =>
  (head.toString('latin1', at, at + length).split('\0')[0] ?? '').trim();

/** Whether a member would lie outside. */
const leaves = (name: string): boolean =>
  name === '' || posix.isAbsolute(name) || posix.normalize(name).split('/').includes('..');
