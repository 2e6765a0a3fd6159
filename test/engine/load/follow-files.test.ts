import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { followFiles } from '../../../engine/load/follow-files.ts';
import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import type { ValidPipeline } from '../../../engine/pipeline.ts';
import { registry } from '../../../stages/index.ts';
import { memoryProbe } from '../../support/toy-stages.ts';

const FILE = '/lab/p.yaml';
const NAMES = ['a.txt', 'b.txt', 'c.xyz'];

/** Commands and other stages, with files in maps and lists; one names its own pipeline. */
const TEXT = `
version: 1
name: files
nodes:
  one: { uses: command, with: { run: "cat x y > out", files: { x: a.txt, y: b.txt }, outputs: { o: out } } }
  same: { uses: command, with: { run: "cat x > out", files: { x: a.txt }, outputs: { o: out } } }
  many:
    uses: command
    matrix: { n: [1, 2] }
    with: { run: "cat x > out", env: { N: "\${{ matrix.n }}" }, files: { x: b.txt }, outputs: { o: out } }
  none: { uses: command, inputs: { one: one }, with: { run: "cat one > out", outputs: { o: out } } }
  imported: { uses: build, with: { import: { file: c.xyz } } }
`;

async function loaded(files: { readonly [name: string]: string }): Promise<ValidPipeline> {
  const disk = Object.fromEntries(
    Object.entries(files).map(([name, text]) => [`/lab/${name}`, text]),
  );
  const request = {
    file: FILE,
    overrides: [],
    stages: registry,
    probe: memoryProbe({ ...disk, [FILE]: TEXT }),
  };
  const found = await loadPipeline(request);
  if (!found.ok) throw new Error(found.error.map(({ message }) => message).join('\n'));
  return found.value;
}

const contents = fc.record(
  Object.fromEntries(NAMES.map((name) => [name, fc.constantFrom('1', '2', '3')])),
);

test('a pipeline that follows its files is the one that is read anew', async () => {
  await fc.assert(
    fc.asyncProperty(contents, contents, async (before, after) => {
      const [old, anew] = [await loaded(before), await loaded(after)];
      // Also through the parse cache, which keeps it as JSON.
      const kept = JSON.parse(JSON.stringify(old)) as ValidPipeline;
      const followed = await followFiles(kept, anew.files, registry);
      expect(JSON.parse(JSON.stringify(followed))).toEqual(JSON.parse(JSON.stringify(anew)));
    }),
    { numRuns: 20 },
  );
});

test('files that loading reads stand before those that settings only name', async () => {
  const pipeline = await loaded({ 'a.txt': '1', 'b.txt': '1', 'c.xyz': '1' });
  const paths = pipeline.files.map(({ path }) => path);
  expect(paths.slice(0, pipeline.read)).toEqual([FILE]);
  expect(paths.slice(pipeline.read).sort()).toEqual(NAMES.map((name) => `/lab/${name}`));
});
