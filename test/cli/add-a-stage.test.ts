import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type Bench, openBench, ROOT } from '../support/command.ts';

/** The first block of a language in the guide: what people copy from it is what is tested. */
function fromGuide(language: string): string {
  const guide = readFileSync(join(ROOT, 'docs/add-a-stage.md'), 'utf8');
  const block = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(guide)?.[1];
  if (block === undefined) throw new Error(`the guide has no ${language} block`);
  return block;
}

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  mkdirSync(join(bench.folder, 'node_modules'));
  symlinkSync(ROOT, join(bench.folder, 'node_modules/mlip-autopipec'));
  bench.write('package.json', '{ "type": "module" }');
  bench.write('pipeline.yaml', fromGuide('yaml'));
  bench.write('volumes.js', fromGuide('js'));
});
afterEach(() => bench.close());

it("a stage of one's own, outside the repository, runs once and again when its code changes", async () => {
  const first = await bench.run('pipeline.yaml');
  expect(first.summary).toMatchObject({ ok: true, nodes: { executed: 2 } });
  const table = readFileSync(join(bench.folder, 'results/volumes.csv'), 'utf8').trimEnd();
  const rows = table.split('\n').slice(1);
  expect(rows).toHaveLength(5);
  const volumes = rows.map((row) => Number(row.split(',')[1])).sort((a, b) => a - b);
  expect(volumes[2]).toBeCloseTo(3.6146 ** 3 / 4, 3);
  expect((await bench.run('pipeline.yaml')).summary.nodes).toMatchObject({
    executed: 0,
    cached: 2,
  });

  const code = fromGuide('js');
  writeFileSync(join(bench.folder, 'volumes.js'), code.replace('structure,volume', 'item,volume'));
  const edited = await bench.run('pipeline.yaml');
  expect(edited.summary.nodes).toMatchObject({ executed: 1, cached: 1 });
  expect(readFileSync(join(bench.folder, 'results/volumes.csv'), 'utf8')).toMatch(/^item,volume/);
});

it('its settings are checked as ours are, with place and suggestion', async () => {
  bench.write('pipeline.yaml', fromGuide('yaml').replace('{ per: atom }', '{ pre: atom }'));
  const { code, stderr } = await bench.auto('validate', 'pipeline.yaml');
  expect(code).toBe(2);
  expect(stderr).toMatch(/--> pipeline\.yaml:12:13[\s\S]*did you mean `per`/);
});
