import {
  chmodSync,
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { INLINE_LIMIT } from '../../cache/objects.ts';
import type { State } from '../../cache/state.ts';
import { filesBelow, flipByte, newWorkspace, stateOf } from './workspace.ts';

const LARGE = Buffer.alloc(INLINE_LIMIT + 10, 'a large value ');
const objectFiles = (state: State) =>
  filesBelow(state.folder).filter((f) => f.startsWith('objects'));
const fileOf = (state: State, digest: Digest) => state.objects.pathOf(digest) as string;
const lossOf = (state: State, digest: Digest) => {
  const whole = state.objects.isWhole(digest);
  return whole.ok ? undefined : whole.error.loss;
};
const readLoss = (state: State, digest: Digest) => {
  const read = state.objects.read(digest);
  return read.ok ? undefined : read.error.loss;
};

/** Lets the clock pass beyond the times of files just written. */
const later = () => vi.setSystemTime(Date.now() + 60_000);
afterEach(() => void vi.useRealTimers());

describe('keeping values', () => {
  test('what is put is read back, under the digest of its bytes', () => {
    const state = stateOf(newWorkspace());
    const size = fc.oneof(
      fc.nat(200),
      fc.integer({ min: INLINE_LIMIT - 2, max: INLINE_LIMIT + 2 }),
    );
    fc.assert(
      fc.property(size, fc.nat(255), (length, fill) => {
        const bytes = Buffer.alloc(length, fill);
        const digest = state.objects.put(bytes);
        expect(digest).toBe(digestBytes(bytes));
        expect(state.objects.put(bytes)).toBe(digest);
        expect(state.objects.size(digest)).toBe(length);
        expect(state.objects.isWhole(digest).ok).toBe(true);
        expect(state.objects.pathOf(digest) !== undefined).toBe(length >= INLINE_LIMIT);
        const read = state.objects.read(digest);
        expect(read.ok && Buffer.compare(read.value, bytes)).toBe(0);
      }),
      { numRuns: 60 },
    );
  });

  test('small values make no files, a large one makes one that may not be written', () => {
    const state = stateOf(newWorkspace());
    for (let i = 0; i < 50; i++) state.objects.put(`value ${i}`);
    expect(objectFiles(state)).toEqual([]);
    const digest = state.objects.put(LARGE);
    state.objects.put(LARGE);
    expect(objectFiles(state)).toHaveLength(1);
    expect(lstatSync(fileOf(state, digest)).mode & 0o777).toBe(0o444);
  });

  test.each([10, LARGE.length])('a file of %i bytes is moved in', (length) => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const path = join(workspace, 'made');
    writeFileSync(path, LARGE.subarray(0, length));
    const digest = state.objects.putFile(path);
    expect(digest).toBe(digestBytes(LARGE.subarray(0, length)));
    expect(existsSync(path)).toBe(false);
    expect(state.objects.read(digest).ok).toBe(true);
    writeFileSync(path, LARGE.subarray(0, length));
    expect(state.objects.putFile(path)).toBe(digest);
    expect(existsSync(path)).toBe(false);
  });

  test.each(['link', 'other name'])('a file with a second way in (%s) is copied', (way) => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const mine = join(workspace, 'mine');
    const path = join(workspace, 'made');
    writeFileSync(mine, LARGE);
    if (way === 'link') symlinkSync(mine, path);
    else linkSync(mine, path);
    const digest = state.objects.putFile(path);
    writeFileSync(mine, 'changed by its owner');
    expect(readLoss(state, digest)).toBeUndefined();
    expect(existsSync(path)).toBe(false);
  });

  test('a missing file is a refusal with the path of what was tried', () => {
    const state = stateOf(newWorkspace());
    expect(() => state.objects.putFile('/nowhere/at/all')).toThrow(/cannot keep a file/);
  });
});

describe('whole or not', () => {
  test.each([
    ['cut short', (path: string) => truncateSync(path, 100)],
    ['one byte flipped', (path: string) => flipByte(path, 5000)],
    ['one byte flipped, modification time put back', flipKeepingTime],
    ['replaced by other bytes', replaceFile],
  ])('a file %s is damaged, forgotten, and can be made anew', (_, damage) => {
    for (const look of [lossOf, readLoss]) {
      const state = stateOf(newWorkspace());
      const digest = state.objects.put(LARGE);
      const before = state.objects.losses();
      chmodSync(fileOf(state, digest), 0o644);
      damage(fileOf(state, digest));
      expect(look(state, digest)).toBe('damaged');
      expect(state.objects.losses()).toBeGreaterThan(before);
      expect(look(state, digest)).toBe('missing');
      expect(objectFiles(state)).toEqual([]);
      expect(state.objects.put(LARGE)).toBe(digest);
      expect(look(state, digest)).toBeUndefined();
    }
  });

  test('putting the bytes again mends a file damaged unnoticed', () => {
    const state = stateOf(newWorkspace());
    const digest = state.objects.put(LARGE);
    truncateSync(fileOf(state, digest), 7);
    state.objects.put(LARGE);
    expect(readLoss(state, digest)).toBeUndefined();
  });

  test('a deleted file is missing', () => {
    const state = stateOf(newWorkspace());
    const digest = state.objects.put(LARGE);
    rmSync(fileOf(state, digest));
    expect(lossOf(state, digest)).toBe('missing');
    expect(state.objects.size(digest)).toBeUndefined();
  });

  test('a link in the place of a file is damage, and not followed', () => {
    const state = stateOf(newWorkspace());
    const digest = state.objects.put(LARGE);
    rmSync(fileOf(state, digest));
    symlinkSync('/etc/hostname', fileOf(state, digest));
    expect(readLoss(state, digest)).toBe('damaged');
    expect(existsSync('/etc/hostname')).toBe(true);
  });

  test('a byte flipped inside the index is noticed when read', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const digest = state.objects.put('a small value');
    new Database(join(state.folder, 'index.db'))
      .prepare("UPDATE small SET bytes = CAST('a smell value' AS BLOB)")
      .run();
    expect(readLoss(state, digest)).toBe('damaged');
    expect(lossOf(state, digest)).toBe('missing');
  });

  test('in mode read a damaged object is said, and left', () => {
    const workspace = newWorkspace();
    const digest = stateOf(workspace).objects.put(LARGE);
    const reader = stateOf(workspace, 'read');
    const path = fileOf(reader, digest);
    flipByte(path, 1);
    expect(readLoss(reader, digest)).toBe('damaged');
    expect(lossOf(reader, digest)).toBe('damaged');
    expect(existsSync(path)).toBe(true);
  });

  test('a touched file is hashed once, then its new stat counts', () => {
    const state = stateOf(newWorkspace());
    const digest = state.objects.put(LARGE);
    const stampThere = () =>
      new Database(join(state.folder, 'index.db')).prepare('SELECT stamp FROM large').pluck().get();
    const first = stampThere();
    utimesSync(fileOf(state, digest), 1e9, 1e9);
    // A busy machine may let the clock tick on before the next line.
    vi.setSystemTime(lstatSync(fileOf(state, digest)).ctimeMs);
    expect(lossOf(state, digest)).toBeUndefined();
    expect(stampThere()).toBe(first);
    later();
    expect(lossOf(state, digest)).toBeUndefined();
    expect(stampThere()).not.toBe(first);
  });

  test('in a copied workspace everything is whole', () => {
    const workspace = newWorkspace();
    const state = stateOf(workspace);
    const digests = [state.objects.put(LARGE), state.objects.put('small')];
    state.close();
    const copy = join(newWorkspace(), 'copy');
    cpSync(workspace, copy, { recursive: true });
    const copied = stateOf(copy);
    expect(copied.objects.wholeMany(digests)).toEqual([]);
    for (const digest of digests) expect(readLoss(copied, digest)).toBeUndefined();
  });

  test('many at once say the same as one by one, in order', () => {
    const state = stateOf(newWorkspace());
    const known = [...Array(30).keys()].map((i) =>
      state.objects.put(i % 3 === 0 ? Buffer.alloc(INLINE_LIMIT, i + 1) : `value ${i}`),
    );
    const never = digestBytes('never put');
    rmSync(fileOf(state, known[6] as Digest));
    truncateSync(fileOf(state, known[0] as Digest), 1);
    const losses = state.objects.wholeMany([...known, never, never]);
    expect(losses.map(({ digest, loss }) => [digest, loss])).toEqual([
      [known[0], 'damaged'],
      [known[6], 'missing'],
      [never, 'missing'],
    ]);
    expect(state.objects.wholeMany([])).toEqual([]);
  });

  test('verify reads everything', () => {
    const state = stateOf(newWorkspace());
    for (let i = 0; i < 450; i++) state.objects.put(`value ${i}`);
    const digest = state.objects.put(LARGE);
    expect(state.verify()).toMatchObject({ objects: 451, losses: [], index: [] });
    flipByte(fileOf(state, digest), 3);
    expect(state.verify().losses).toMatchObject([{ digest, loss: 'damaged' }]);
    expect(state.verify()).toMatchObject({ objects: 450, losses: [] });
  });
});

function flipKeepingTime(path: string): void {
  const { atime, mtime } = lstatSync(path);
  flipByte(path, 5000);
  utimesSync(path, atime, mtime);
}

function replaceFile(path: string): void {
  const other = readFileSync(path).fill(1);
  rmSync(path);
  writeFileSync(path, other);
}
