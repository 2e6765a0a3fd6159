import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openBench, ROOT } from '../../support/command.ts';

const page = readFileSync(new URL('../../../docs/structures.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text as string);
const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

describe('the page on structures', () => {
  it('has examples', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(8);
  });

  it.each(blocks)('shows only what is built: %s', async (block) => {
    const bench = openBench();
    try {
      bench.write('p.yaml', `version: 1\nname: page\nnodes:\n${indented(block)}`);
      bench.write('b2.vasp', readFileSync(join(ROOT, 'test/fixtures/b2.vasp'), 'utf8'));
      bench.write('mine.xyz', '1\nLattice="4 0 0 0 4 0 0 0 4"\nCu 0 0 0\n');
      const { code, stdout, stderr } = await bench.auto('build', 'preview', 'p.yaml', '--json');
      expect([code, stderr]).toEqual([0, '']);
      expect(JSON.parse(stdout).structures).toBeGreaterThan(0);
    } finally {
      bench.close();
    }
  });

  it('shows the builder without a pipeline, as it works and lazily', async () => {
    const [, source] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
    const index = pathToFileURL(join(ROOT, 'dist/index.js')).href;
    const { execFileSync } = await import('node:child_process');
    const argv = ['--input-type=module', '-e', source!.replace("'mlip-autopipec'", `'${index}'`)];
    expect(execFileSync(process.execPath, argv, { encoding: 'utf8' }).trim().split('\n')).toEqual([
      'Cu32 fcc 32',
      'Cu32 fcc rattle 0.05 #0 32',
      'Cu32 fcc rattle 0.05 #1 32',
      'Cu32 fcc rattle 0.05 #2 32',
    ]);
  });
});
