import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import { registry } from '../../../stages/index.ts';
import { memoryProbe } from '../../support/toy-stages.ts';

const page = readFileSync(
  fileURLToPath(new URL('../../../docs/language.md', import.meta.url)),
  'utf8',
);
const blocks = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, text]) => text as string);

const FILE = '/w/pipeline.yaml';
const QUALITY = `
  quality:
    uses: command
    with: { run: echo > q, outputs: { metrics: q } }
`;

/** A block as a whole file: what it leaves to the text around it is added. */
function whole(block: string): string {
  const head = block.includes('version: 1') ? '' : 'version: 1\nname: page\n';
  const params = /^params:/m.test(block) ? '' : 'params: { count: 3 }\n';
  const nodes = /^nodes:/m.test(block) ? '' : 'nodes:\n';
  const quality = block.includes('metrics: quality') || nodes !== '' ? QUALITY : '';
  return `${head}${params}${block}${nodes}${quality}`;
}

describe('the page on the language', () => {
  it('has examples', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(5);
  });

  it.each(blocks)('shows only what is right: %s', async (block) => {
    const part = blocks.find((one) => one.startsWith('# part.yaml')) ?? '';
    const loaded = await loadPipeline({
      file: FILE,
      overrides: block === part ? [{ name: 'element', text: 'Cu', base: '/w' }] : [],
      stages: registry,
      probe: memoryProbe({
        [FILE]: whole(block),
        '/w/part.yaml': part,
        '/w/scripts/tabulate.py': '',
      }),
    });
    expect(loaded.ok ? [] : loaded.error.map(({ code, message }) => `${code} ${message}`)).toEqual(
      [],
    );
  });
});
