import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, openBench, ROOT } from '../support/command.ts';

const GOLDEN = join(ROOT, 'test/golden/strategies.json');
const FIXTURES = ['strategies.yaml', 'b2.vasp', 'two.xyz'];

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  for (const name of FIXTURES) {
    bench.write(name, readFileSync(join(ROOT, 'test/fixtures', name), 'utf8'));
  }
});
afterAll(() => bench.close());

/**
 * What every strategy of the build stage makes, by digest. Where one changes, what it resolves to must say so (a
 * version of its own among its settings, or the back end's), and then this file: UPDATE_GOLDEN=1.
 */
it('every strategy makes the structures that it has always made', async () => {
  const { summary } = await bench.run('strategies.yaml');
  const digests = Object.fromEntries(
    Object.entries(summary.outputs).map(([name, { digest }]) => [name, digest]),
  );
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(GOLDEN, `${JSON.stringify(digests, null, 2)}\n`);
  }
  expect(digests).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
}, 120_000);
