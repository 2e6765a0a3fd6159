import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ok } from '../../../base/result.ts';
import { DatabaseManager } from '../../../stages/store/database-manager.ts';

const manager = new URL('../../../dist/stages/store/database-manager.js', import.meta.url).href;

/** A process that writes 1,000 labelled rows, in 20 transactions; `kind` says which process. */
const WRITER = `
const { DatabaseManager } = await import('${manager}');
const [, path, kind] = process.argv;
const opened = DatabaseManager.open(path, { lockTimeout: 120000 });
if (!opened.ok) throw new Error(opened.error.message);
const db = opened.value;
for (let block = 0; block < 20; block++) {
  const done = db.transaction(() => {
    for (let i = 50 * block; i < 50 * block + 50; i++) {
      const atoms = { numbers: Int32Array.of(29), positions: Float64Array.of(i / 1000, Number(kind), 0),
        cell: Float64Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9), periodic: [true, true, true] };
      const level = { words: 'x', digest: 'sha256:' + '0'.repeat(64) };
      const saved = db.saveDftResult(atoms, { freeEnergy: i, energy: i, forces: new Float64Array(3), level },
        { place: 1000 * Number(kind) + i, keyValuePairs: { writer: Number(kind), step: i } });
      if (!saved.ok) return saved;
    }
    return { ok: true, value: undefined };
  });
  if (!done.ok) throw new Error(done.error.message);
}
db.close();
`;

describe('several processes that write into one database', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-writers-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('lose no row', async () => {
    const path = join(folder, 'shared.db');
    const ends = ['0', '1', '2', '3'].map(
      (kind) =>
        new Promise<string>((done) => {
          const child = spawn(process.execPath, ['--input-type=module', '-e', WRITER, path, kind], {
            stdio: ['ignore', 'ignore', 'pipe'],
          });
          let said = '';
          child.stderr.on('data', (chunk) => {
            said += chunk;
          });
          child.on('close', (code) => done(code === 0 ? 'done' : said));
        }),
    );
    expect(await Promise.all(ends)).toEqual(['done', 'done', 'done', 'done']);
    const opened = DatabaseManager.open(path, { readonly: true });
    if (!opened.ok) throw new Error(opened.error.message);
    const { value: db } = opened;
    expect(db.count()).toEqual(ok(4000));
    for (const kind of [0, 1, 2, 3]) {
      expect(db.count(`writer=${kind},0<=step<1000,Cu=1`)).toEqual(ok(1000));
    }
    db.close();
  }, 180_000);
});
