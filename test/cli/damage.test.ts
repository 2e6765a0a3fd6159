// A disk that changes rows of the index: the run that comes upon one says so, and `cache verify` names all of them.
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Database } from '../../base/doors/sqlite.ts';
import { type Bench, openBench } from '../support/command.ts';

let bench: Bench;
beforeEach(async () => {
  bench = openBench();
  bench.write('in.txt', 'in');
  bench.write(
    'pipeline.yaml',
    `version: 1
name: p
nodes:
  a: { uses: command, with: { argv: [sh, -c, 'cat in > out'], files: { in: in.txt }, outputs: { out: out } } }
`,
  );
  expect((await bench.run()).code).toBe(0);
});
afterEach(() => bench.close());

function damage(sql: string): void {
  const db = new Database(join(bench.folder, '.mlip/index.db'));
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  db.close();
}
const notes = (events: readonly { readonly type: string }[]): string =>
  JSON.stringify(events.filter(({ type }) => type === 'note'));

it('one bit of a record: it is turned back and said, and nothing is made again', async () => {
  damage(`UPDATE actions SET record = replace(record, '"outcome"', '"outcomd"')`);
  const { code, summary, events } = await bench.run();
  expect([code, summary.nodes.executed]).toEqual([0, 0]);
  expect(notes(events)).toMatch(/the disk changed a row of the index.*turned back/);
  expect((await bench.auto('cache', 'verify')).code).toBe(0);
});

it('more of a record: it counts for nothing, which is said, and is made again', async () => {
  damage(`UPDATE actions SET record = replace(record, '"outcome":"ok"', '"outcome":"no"')`);
  const verify = await bench.auto('cache', 'verify');
  expect(verify.code).toBe(1);
  expect(verify.stdout).toMatch(
    /damaged record of sha256:[0-9a-f]{64} \(a node by command\): it counts for nothing/,
  );
  const { code, summary, events } = await bench.run();
  expect([code, summary.nodes.executed]).toEqual([0, 1]);
  expect(notes(events)).toMatch(/the disk changed a row of the index.*made again/);
  expect(await bench.auto('cache', 'verify')).toMatchObject({ code: 0 });
});

it('of an input file: its bytes are hashed again, and the key is the same', async () => {
  await bench.run();
  damage(`UPDATE files SET digest = x'${'ab'.repeat(32)}' WHERE path LIKE '%in.txt'`);
  const { code, summary } = await bench.run();
  expect([code, summary.nodes.executed]).toEqual([0, 0]);
  expect((await bench.auto('cache', 'verify')).code).toBe(0);
});
