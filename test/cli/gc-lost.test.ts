// Pipelines that nobody can run any more, and records that nobody makes again: a collection says so, and goes on.
import { renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Database } from '../../base/doors/sqlite.ts';
import { type Bench, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
});
afterEach(() => bench.close());

const gc = async (...args: readonly string[]) =>
  JSON.parse((await bench.auto('cache', 'gc', ...args, '--json')).stdout);
const one = (name: string): string =>
  `version: 1\nname: ${name}\nnodes: { a: { uses: command, with: { argv: [sh, -c, 'echo ${name} > out'], outputs: { out: out } } } }\n`;

describe('a pipeline', () => {
  it('whose file is gone keeps what it had until it is named', async () => {
    bench.write('old.yaml', one('old'));
    bench.write('new.yaml', one('new'));
    for (const file of ['old.yaml', 'new.yaml']) expect((await bench.run(file)).code).toBe(0);
    expect(await gc()).toMatchObject({ freed: 0, pipelines: [] });
    rmSync(join(bench.folder, 'old.yaml'));
    const today = new Date().toISOString().slice(0, 10);
    expect((await bench.auto('cache', 'gc')).stdout).toMatch(
      new RegExp(
        `^nothing to free.*\\npipeline \`old\` keeps \\d+ B in use, but old.yaml is gone; it last ran on ${today}: --pipeline old gives`,
      ),
    );
    expect((await gc('--yes')).freed).toBe(0);
    expect((await gc('--pipeline', 'gone', '--older-than', '1d')).freed).toBe(0);
    expect((await gc('--pipeline', 'gone')).freed).toBeGreaterThan(0);
    expect((await gc('--pipeline', 'old', '--yes')).groups).toMatchObject([{ records: 1 }]);
    expect((await gc()).pipelines).toEqual([]);
    expect((await bench.run('new.yaml')).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    bench.write('old.yaml', one('old'));
    expect((await bench.run('old.yaml')).summary.nodes).toMatchObject({ executed: 1 });
  });

  it('whose file has another name by now is said to; one whose file was moved is not lost', async () => {
    bench.write('p.yaml', one('first'));
    await bench.run('p.yaml');
    bench.write('p.yaml', one('second'));
    await bench.run('p.yaml');
    expect((await gc()).pipelines).toMatchObject([
      { pipeline: 'first', file: 'p.yaml', renamed: { to: 'second' } },
    ]);
    renameSync(join(bench.folder, 'p.yaml'), join(bench.folder, 'q.yaml'));
    bench.write('p.yaml', one('first'));
    await bench.run('q.yaml', '--force', 'a');
    await bench.run('p.yaml', '--force', 'a');
    expect((await gc()).pipelines).toEqual([]);
  });

  it('is asked for by its name', async () => {
    bench.write('p.yaml', one('cu-oneshot'));
    await bench.run('p.yaml');
    const { code, stderr } = await bench.auto('cache', 'gc', '--pipeline', 'cu-onshot');
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/E0928[\s\S]*did you mean.*cu-oneshot/),
    ]);
  });
});

it('a node that several pipelines have is named with its own', async () => {
  for (const name of ['p', 'q']) {
    bench.write(`${name}.yaml`, one(name));
    await bench.run(`${name}.yaml`);
  }
  const { code, stderr } = await bench.auto('cache', 'gc', '--labels', 'a');
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/E0906[\s\S]*--labels p:a.*--labels q:a/),
  ]);
  expect((await bench.auto('cache', 'gc', '--labels', 'p:a')).code).toBe(0);
});

/** Damages rows of the index by more than one bit. */
function damage(sql: string): void {
  const db = new Database(join(bench.folder, '.mlip/index.db'));
  expect(db.prepare(sql).run().changes).toBeGreaterThan(0);
  db.close();
}
const SPOIL = `UPDATE actions SET record = replace(record, '"outcome":"ok"', '"outcome":"no"')`;

describe('labels whose records a disk has damaged', () => {
  beforeEach(async () => {
    bench.write('p.yaml', SMALL);
    expect((await bench.run('p.yaml', '--until', 'labels')).code).toBe(0);
  }, 120_000);

  it('are not bought again while a set lists them', async () => {
    damage(`${SPOIL} WHERE instr(record, '"raw"') OR instr(record, '"value"')`);
    const { summary, events } = await bench.run('p.yaml', '--until', 'labels', '--set', 'steps=6');
    // Other strains, but for the two at the ends and what was not strained.
    expect(summary.items.cached).toBeGreaterThan(0);
    expect(JSON.stringify(events)).toMatch(/all mended, from what sets say/);
    const verify = await bench.auto('cache', 'verify');
    expect(verify.stdout).toMatch(/put together again from a set that lists it|all whole/);
    expect((await bench.auto('cache', 'verify')).code).toBe(0);
  });

  it('leave the rest to a collection, and are given up by name alone', async () => {
    damage(SPOIL);
    const verify = await bench.auto('cache', 'verify');
    expect([verify.code, verify.stdout]).toEqual([
      1,
      expect.stringMatching(
        /damaged record of sha256:\w+ \(the calculation by emt of item \w{12}\): it counts for nothing[\s\S]*--forget-damaged/,
      ),
    ]);
    const { stdout, code } = await bench.auto('cache', 'gc', '--yes');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /\d+ records are damaged:[\s\S]*no other record names stay\nrun the pipelines/,
      ),
    ]);
    const refused = await bench.auto('cache', 'gc', '--labels', 'all');
    expect(refused.stderr).toContain('E0927');
    expect(refused.code).toBeGreaterThan(0);
    expect((await bench.auto('cache', 'gc', '--forget-damaged', '--yes')).stdout).toMatch(
      /they were given up \(\d+ calculations of them to be done again\)/,
    );
    expect((await bench.auto('cache', 'verify')).stdout).toMatch(/all whole/);
    expect((await bench.run('p.yaml', '--until', 'labels')).code).toBe(0);
  });
});
