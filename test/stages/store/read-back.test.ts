import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { Database } from '../../../base/doors/sqlite.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { readBack } from '../../../stages/store/read-back.ts';
import { stage } from '../../../stages/store/stage.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { copper, giveLabelled, giveSet, labelOf } from './samples.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-back-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A database of three labels as the stage writes it, and the entries it was made from. */
async function made(edit?: (db: Database.Database) => void) {
  const maker = fakeContext();
  const magnetic = { ...copper(0.3), initialMagneticMoments: Float64Array.of(2, -2) };
  const entries = [
    giveLabelled(maker, copper(), labelOf(-1), { family: 'a', tags: [1, 2] }),
    giveLabelled(maker, copper(0.1), labelOf(-2), { family: 'b' }),
    giveLabelled(
      maker,
      magnetic,
      { ...labelOf(-3), magneticMoments: Float64Array.of(1.5, -1.5) },
      {},
    ),
  ];
  const backend = stage.backend();
  const context = fakeContext({
    objects: maker.objects,
    with: { test_fraction: 0.2 },
    inputs: { labels: [giveSet(maker, entries)] },
  });
  const outcome = await backend.run(context);
  if (!outcome.ok) throw new Error(outcome.error.message);
  const path = join(folder, `${count++}.db`);
  writeFileSync(path, context.read(outcome.value.database as never));
  context.dispose();
  if (edit) {
    const db = new Database(path);
    edit(db);
    db.close();
  }
  const read = readBack(path);
  if (!read.ok) throw new Error(read.error.message);
  return { entries, objects: maker.objects, read: read.value };
}

describe('reading labels back out of a database', () => {
  it('gives every object that an empty cache needs, under the digests it had', async () => {
    const { entries, objects, read } = await made();
    expect(read).toMatchObject({ refused: [], others: 0 });
    read.labels.forEach((label, i) => {
      const { item, attributes, outcome } = entries[i] as (typeof entries)[number];
      if (!outcome?.ok) throw new Error('a label was expected');
      expect([label.item, label.labelDigest]).toEqual([item, outcome.value]);
      expect(digestBytes(label.structure)).toBe(item);
      expect(digestBytes(label.label)).toBe(outcome.value);
      expect(digestBytes(label.calculation)).toBe(outcome.calculation);
      expect(digestBytes(label.reading)).toBe(outcome.reading);
      expect(label.attributes).toEqual(
        JSON.parse(Buffer.from(objects.get(attributes) ?? []).toString()),
      );
    });
    expect(read.labels).toHaveLength(3);
  });

  const swapped = (db: Database.Database, column: string): Buffer => {
    const row = db.prepare(`SELECT ${column} AS blob FROM systems WHERE id = 2`).get() as {
      blob: Buffer;
    };
    const bytes = Buffer.from(row.blob);
    bytes[3] = (bytes[3] as number) ^ 1;
    return bytes;
  };

  it.each<[string, (db: Database.Database) => void, RegExp]>([
    [
      'an energy changed',
      (db) => db.exec('UPDATE systems SET energy = energy + 1e-9 WHERE id = 2'),
      /edited/,
    ],
    [
      'a free energy changed',
      (db) => db.exec('UPDATE systems SET free_energy = 0 WHERE id = 2'),
      /edited/,
    ],
    [
      'an energy removed',
      (db) => db.exec('UPDATE systems SET free_energy = NULL WHERE id = 2'),
      /no energy/,
    ],
    [
      'a stress removed',
      (db) => db.exec('UPDATE systems SET stress = NULL WHERE id = 2'),
      /edited/,
    ],
    [
      'another periodicity',
      (db) => db.exec('UPDATE systems SET pbc = 3 WHERE id = 2'),
      /atoms are not those/,
    ],
    ...['forces', 'stress'].map((column): [string, (db: Database.Database) => void, RegExp] => [
      `one bit of ${column} flipped`,
      (db) => db.prepare(`UPDATE systems SET ${column} = ? WHERE id = 2`).run(swapped(db, column)),
      /edited/,
    ]),
    ...['numbers', 'positions', 'cell'].map(
      (column): [string, (db: Database.Database) => void, RegExp] => [
        `one bit of ${column} flipped`,
        (db) =>
          db.prepare(`UPDATE systems SET ${column} = ? WHERE id = 2`).run(swapped(db, column)),
        /atoms are not those|not finite/,
      ],
    ),
    ['data cut short', (db) => db.exec("UPDATE systems SET data = x'00' WHERE id = 2"), /data/],
  ])('refuses a row with %s, and takes the others', async (_, edit, why) => {
    const { read } = await made(edit);
    expect(read.labels.map(({ row }) => row)).toEqual([1, 3]);
    expect(read.refused).toEqual([{ row: 2, why: expect.stringMatching(why) }]);
  });

  it('refuses a label moved to the preimage of another calculation', async () => {
    const { read } = await made((db) => {
      const data = db.prepare('SELECT data FROM systems WHERE id = 1').get() as { data: Buffer };
      db.prepare('UPDATE systems SET data = ? WHERE id = 2').run(data.data);
    });
    expect(read.refused.map(({ row }) => row)).toEqual([2]);
  });

  it('passes over rows that no action of ours made', () => {
    const path = join(folder, 'others.db');
    const opened = DatabaseManager.open(path);
    if (!opened.ok) throw new Error(opened.error.message);
    opened.value.saveDftResult(copper(), labelOf(-1));
    opened.value.saveStructures([{ atoms: copper(0.1) }]);
    opened.value.close();
    expect(readBack(path)).toEqual({ ok: true, value: { labels: [], refused: [], others: 2 } });
  });

  it('fails on a file that is no database', () => {
    expect(readBack(join(folder, 'none.db'))).toMatchObject({
      ok: false,
      error: { code: 'cannot-open' },
    });
  });
});
