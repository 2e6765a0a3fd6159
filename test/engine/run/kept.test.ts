import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { blobOf } from '../../../cache/blob.ts';
import { openState } from '../../../cache/open.ts';
import type { State } from '../../../cache/state.ts';
import { openKept } from '../../../engine/run/kept.ts';

let folder: string;
let state: State;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kept-'));
  const opened = openState(folder, 'write');
  if (!opened.ok) throw new Error(opened.error.message);
  state = opened.value;
});
afterEach(() => {
  state.close();
  rmSync(folder, { recursive: true, force: true });
});

const rows = (): number => state.index.value<number>('SELECT count(*) FROM small') ?? 0;
const value = (n: number): Buffer => Buffer.alloc(1000, `value ${n}`);

it('writes as it comes, gives back what was put, and names all of it once', () => {
  const kept = openKept(state);
  const digests = Array.from({ length: 9000 }, (_, n) => kept.put(value(n)));
  expect(rows()).toBe(8000);
  expect(kept.put(value(5))).toBe(digests[5]);
  for (const n of [5, 8999]) {
    const own = kept.own(digests[n] as never);
    const read = state.objects.read(digests[n] as never);
    expect(own ?? (read.ok && read.value)).toEqual(value(n));
  }
  expect(kept.flush()).toEqual(digests);
  expect(rows()).toBe(9000);
});

it('keeps few values back until the end', () => {
  const kept = openKept(state);
  kept.put(value(1));
  expect(rows()).toBe(0);
  expect(kept.own(digestBytes(value(1)))).toEqual(value(1));
  kept.flush();
  expect(rows()).toBe(1);
});

it('names nothing that was taken away meanwhile', () => {
  const kept = openKept(state);
  const digests = Array.from({ length: 8500 }, (_, n) => kept.put(value(n)));
  state.index.change('DELETE FROM small WHERE digest = ?', blobOf(digests[3] as never));
  expect(() => kept.flush()).toThrow(`gone again (${digests[3]})`);
});
