import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Digest, digestBytes } from '../../base/digest.ts';
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

test('many are written as one by one: values of both kinds, records, costs; what is there already stays', () => {
  const one = stateOf(newWorkspace());
  const many = stateOf(newWorkspace());
  const texts = [...Array(101).keys()].map((n) => `ä ${n}`).concat('x'.repeat(70_000));
  const values = texts.map((text) => [digestBytes(text), text] as const);
  const records = digests
    .slice(0, 67)
    .map((key, n) => [key, { ...recordOf({}), made: n }] as const);
  const costs = records.map(([key], n) => {
    const row = { cpuSeconds: n, wallSeconds: 1, features: { atoms: n } };
    return ['family', key, n, row] as const;
  });
  many.objects.put(texts[5] as string);
  many.actions.record(digests[3] as (typeof digests)[0], recordOf({ old: digestBytes('old') }));
  for (const text of texts) one.objects.put(text);
  for (const [key, record] of records) one.actions.record(key, record);
  for (const cost of costs) one.costs.add(...cost);
  many.transaction(() => {
    many.objects.putMany([...values, ...values.slice(0, 40)]);
    many.actions.recordMany(records);
    many.costs.addMany(costs);
    many.objects.putMany([]);
    many.actions.recordMany([]);
    many.costs.addMany([]);
  });
  const seen = ({ objects, actions, costs }: typeof one) => ({
    values: values.map(([digest]) => objects.read(digest)),
    files: values.map(([digest]) => objects.pathOf(digest) !== undefined),
    records: records.map(([key]) => actions.find(key)),
    costs: costs.latest('family', 1000),
  });
  expect(seen(many)).toEqual(seen(one));
  expect(seen(many).records.map((record) => record?.made)).toEqual(records.map((_, n) => n));
  expect(seen(many).values.every(({ ok }) => ok)).toBe(true);
  expect(many.verify()).toMatchObject({ losses: [], rows: [] });
});

test('records are written many at once as one after the other: the last of a key stays, what was there goes', () => {
  const some = digests.slice(0, 40);
  const place = fc.record({ at: fc.nat(some.length - 1), made: fc.nat() });
  const written = fc.array(place, { maxLength: 80 });
  fc.assert(
    fc.property(fc.array(written, { maxLength: 4 }), (batches) => {
      using state = stateOf(newWorkspace());
      const expected = new Map<Digest, number>();
      for (const batch of batches) {
        const rows = batch.map(({ at, made }) => [some[at] as Digest, made] as const);
        for (const [key, made] of rows) expected.set(key, made);
        const records = rows.map(([key, made]) => [key, { ...recordOf({}), made }] as const);
        state.transaction(() => state.actions.recordMany(records));
      }
      const found = some.flatMap((key) => {
        const record = state.actions.find(key);
        return record ? [[key, record.made] as const] : [];
      });
      expect(new Map(found)).toEqual(new Map(expected));
    }),
    { numRuns: 20 },
  );
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
