import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../base/doors/sqlite.ts';
import type { IdentifiedRow } from '../../../stages/store/database-manager.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';
import { ROOT } from '../../support/command.ts';
import { absent, componentPath } from '../../support/component.ts';
import { type RandomRow, randomRow } from './random-rows.ts';
import { digestOf } from './samples.ts';

/** How many databases, and what they are drawn from: `npm run proof -- databases` asks for 1,000. */
const COUNT = Number(process.env.MLIP_RUNS ?? 60);
const SEED = Number(process.env.MLIP_SEED ?? 20_260);
/** Columns that only make queries fast: ASE works them out anew. */
const DERIVED = 'id, natoms, fmax, smax, volume, mass, charge, pbc';

/** Some thousands of databases on a busy machine, ms. */
const LONG = 3_600_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-random-'));
  databases.forEach(write);
}, LONG);
afterAll(() => rmSync(folder, { recursive: true }), LONG);

const databases = fc.sample(fc.array(randomRow, { minLength: 1, maxLength: 4 }), {
  seed: SEED,
  numRuns: COUNT,
});
const path = (whose: string, at: number): string => join(folder, `${whose}-${at}.db`);

function write(rows: readonly RandomRow[], at: number): void {
  const opened = DatabaseManager.open(path('ours', at), { scratch: true });
  if (!opened.ok) throw new Error(opened.error.message);
  using manager = opened.value;
  const done = manager.transaction(() => {
    for (const { structure, label, metadata } of rows) {
      const saved = label
        ? manager.saveDftResult(structure, label, metadata)
        : manager.saveStructure(structure, metadata);
      if (!saved.ok) return saved;
    }
    return { ok: true, value: undefined };
  });
  if (!done.ok) throw new Error(done.error.message);
}

function read(whose: string, at: number): readonly IdentifiedRow[] {
  const opened = DatabaseManager.open(path(whose, at), { readonly: true });
  if (!opened.ok) throw new Error(opened.error.message);
  using manager = opened.value;
  return [...manager.iterate()].map(({ row }) => {
    if (!row.ok) throw new Error(row.error.message);
    return row.value;
  });
}

/** All of a row that has to come back. */
const kept = ({
  structure,
  results,
  keyValuePairs,
  data,
  masses,
  tags,
  constraints,
}: IdentifiedRow) => ({
  item: digestOf(structure),
  structure,
  results,
  keyValuePairs,
  data,
  masses,
  tags,
  constraints,
});

function derived(whose: string, at: number): readonly Record<string, number | null>[] {
  const db = new Database(path(whose, at), { readonly: true });
  const rows = db.prepare(`SELECT ${DERIVED} FROM systems ORDER BY id`).all();
  db.close();
  return rows as Record<string, number | null>[];
}

describe(`${COUNT} random databases (seed ${SEED})`, () => {
  it(
    'come back as they were stored',
    () => {
      databases.forEach((rows, at) => {
        const found = read('ours', at);
        expect(found).toHaveLength(rows.length);
        found.forEach((row, place) => {
          const { structure, label, metadata } = rows[place] as RandomRow;
          expect(digestOf(row.structure)).toBe(digestOf(structure));
          const { level, ...results } = label ?? {};
          expect(row.results).toEqual(results);
          expect(row.data).toMatchObject({ ...metadata.data, ...(level && { level }) });
          expect(row.keyValuePairs).toEqual({
            ...metadata.keyValuePairs,
            ...(!label && { labelled: false }),
          });
        });
      });
    },
    LONG,
  );

  describe.skipIf(absent('ase'))('beside real ASE', () => {
    beforeAll(() => {
      execFileSync(componentPath('ase'), [
        '-W',
        'ignore',
        join(ROOT, 'python/echo_asedb.py'),
        folder,
      ]);
    }, LONG);

    it(
      'are read and written anew by ASE, and say the same',
      () => {
        databases.forEach((_, at) => {
          expect(read('theirs', at).map(kept)).toEqual(read('ours', at).map(kept));
        });
      },
      LONG,
    );

    it(
      'have the columns for queries that ASE works out',
      () => {
        databases.forEach((_, at) => {
          const [ours, theirs] = [derived('ours', at), derived('theirs', at)];
          expect(ours).toHaveLength(theirs.length);
          ours.forEach((row, place) => {
            for (const [name, value] of Object.entries(row)) {
              const other = theirs[place]?.[name];
              const words = `database ${at}, row ${place + 1}, ${name}: ${value} beside ${other}`;
              const isSame =
                value === other ||
                (typeof value === 'number' &&
                  typeof other === 'number' &&
                  Math.abs(value - other) <= 1e-12 * Math.max(Math.abs(value), Math.abs(other), 1));
              expect(isSame ? '' : words).toBe('');
            }
          });
        });
      },
      LONG,
    );
  });
});
