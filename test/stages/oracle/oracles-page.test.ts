import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { calculators } from '../../../stages/oracle/calculators.ts';
import { openBench } from '../../support/command.ts';

const page = readFileSync(new URL('../../../docs/oracles.md', import.meta.url), 'utf8');
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text as string);
const indented = (text: string): string => text.replace(/^(?=.)/gm, '  ');

const BUILD = `
version: 1
name: page
nodes:
  build:
    uses: build
    with:
      system: { elements: [Si], crystal_structure: diamond }
      distortion: { strains: [0] }
`;

describe('the page on oracles', () => {
  it('has an example of each calculator of ours', () => {
    const shown = blocks.join('').matchAll(/calculator: ([\w-]+)/g);
    const names = new Set([...shown].map(([, name]) => name));
    const ours = calculators.map(({ name }) => name).filter((name) => name !== 'espresso');
    expect(ours.filter((name) => !names.has(name))).toEqual([]);
  });

  it('shows only what is valid', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlip-oracles-'));
    const python = join(folder, 'python');
    writeFileSync(python, `#!/bin/sh\necho 'versions={"ase":"3.29.0"}'\n`, { mode: 0o755 });
    const bench = openBench({ MLIP_PYTHON: python });
    try {
      const nodes = blocks.map((block, i) => indented(block.replace(/^label:/, `label${i}:`)));
      bench.write('p.yaml', `${BUILD}${nodes.join('')}`);
      bench.write('silicon.yace', 'any content');
      bench.write('published.db', 'any content');
      bench.write('mace.model', 'any content');
      const { code, stdout, stderr } = await bench.auto('validate', 'p.yaml');
      expect([code, stderr], stdout).toEqual([0, '']);
    } finally {
      bench.close();
      rmSync(folder, { recursive: true });
    }
  });
});
