import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Bench, openBench, ROOT, SMALL } from '../../support/command.ts';

/** The examples of docs/training.md: a `potential` node each. */
const page = readFileSync(join(ROOT, 'docs/training.md'), 'utf8');
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text as string);
const before = SMALL.slice(0, SMALL.indexOf('  potential:'));

let bench: Bench;
beforeAll(() => {
  bench = openBench();
});
afterAll(() => bench.close());

it.each(examples)('is valid: %#', async (example) => {
  bench.write('p.yaml', `${before}${example.replaceAll(/^(?=.)/gm, '  ')}`);
  const { code, stderr } = await bench.auto('validate', 'p.yaml');
  expect(stderr).toBe('');
  expect(code).toBe(0);
});

it('the scan fits each point with the rows of the first', async () => {
  const scan = examples.find((example) => example.includes('matrix:'))!;
  const small = scan.replace('  with:\n', '  with:\n    b_basis_size: 12\n    cutoff: 4\n');
  bench.write('p.yaml', `${before}${small.replaceAll(/^(?=.)/gm, '  ')}`);
  const first = await bench.run('p.yaml');
  expect(first.code).toBe(0);
  expect(first.summary.nodes.executed).toBe(3 + 6);
  const again = await bench.run('p.yaml');
  expect(again.summary.nodes).toMatchObject({ executed: 0, cached: 9 });
});
