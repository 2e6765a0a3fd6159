import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, openBench, ROOT, SMALL } from '../support/command.ts';

const GOLDEN = join(ROOT, 'test/golden/outputs.json');

let bench: Bench;
beforeAll(() => {
  bench = openBench();
  bench.write('p.yaml', SMALL);
});
afterAll(() => bench.close());

/**
 * Every output of every stage, by digest. Where one changes, its back end's version must be raised
 * (caches would else keep the old one for the new), and then this file: UPDATE_GOLDEN=1.
 */
it('every stage makes the bytes that its version has always made', async () => {
  const { summary } = await bench.run('p.yaml');
  const digests = Object.fromEntries(
    Object.entries(summary.outputs).map(([name, { digest }]) => [name, digest]),
  );
  if (process.env.UPDATE_GOLDEN === '1') {
    writeFileSync(GOLDEN, `${JSON.stringify(digests, null, 2)}\n`);
  }
  expect(digests).toEqual(JSON.parse(readFileSync(GOLDEN, 'utf8')));
});
