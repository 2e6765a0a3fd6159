import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { blobOf, sortedDigests } from '../../cache/blob.ts';
import { newWorkspace, recordOf, stateOf } from './workspace.ts';

const digests = [...Array(5000).keys()].map((n) => digestBytes(`value ${n}`));

test('many values are read as one by one, each once, lost ones told', () => {
  const workspace = newWorkspace();
  const state = stateOf(workspace);
  state.transaction(() => digests.forEach((_, n) => void state.objects.put(`value ${n}`)));
  const large = state.objects.put(Buffer.alloc(70_000, 'x'));
  const gone = state.objects.put(Buffer.alloc(70_000, 'y'));
  rmSync(state.objects.pathOf(gone) as string);
  const [bad, never] = [digests[7] as (typeof digests)[0], digestBytes('never kept')];
  const db = new Database(join(workspace, '.mlip/index.db'));
  db.prepare("UPDATE small SET bytes = x'00' WHERE digest = ?").run(blobOf(bad));
  db.close();
  const found = new Map(state.objects.readMany([...digests, large, gone, never]));
  expect(found.size).toBe(digests.length + 3);
  const lost = [...found].flatMap(([digest, read]) => (read.ok ? [] : [[digest, read.error.loss]]));
  expect(new Map(lost as [string, string][])).toEqual(
    new Map([
      [bad, 'damaged'],
      [gone, 'missing'],
      [never, 'missing'],
    ]),
  );
  for (const [digest, read] of found) if (read.ok) expect(digestBytes(read.value)).toBe(digest);
  expect([...state.objects.readMany([])]).toEqual([]);
});

test('many are looked up in the order of the tables, and come back to their places', () => {
  const { sorted, places } = sortedDigests(digests);
  expect(places.map((place) => digests[place])).toEqual(sorted);
  expect(new Set(places).size).toBe(digests.length);
  const heads = sorted.map((digest) => digest.slice(0, 14));
  expect(heads).toEqual(heads.toSorted());
  const state = stateOf(newWorkspace());
  digests
    .slice(0, 50)
    .forEach((key, n) => void state.actions.record(key, { ...recordOf({}), made: n }));
  const records = state.actions.findMany(digests);
  expect(records.size).toBe(50);
  digests.slice(0, 50).forEach((key, n) => void expect(records.get(key)?.made).toBe(n));
});
