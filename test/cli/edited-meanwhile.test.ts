// A file is edited while a run works with it. What is recorded under a key was made from what the key says: the
// fifos hold the run at the moment of the edit.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';
import { heldRun, makeFifo } from '../support/held-run.ts';

let bench: Bench;
beforeEach(() => {
  bench = openBench();
  makeFifo(bench);
});
afterEach(() => bench.close());

const at = (name: string): string => join(bench.folder, name);

/** Runs the pipeline, and edits when the run waits at `cat held`. */
async function runWhile(edit: () => void) {
  const held = await heldRun(bench, at('held'));
  edit();
  return held.free();
}

const published = (name: string): string => readFileSync(at(name), 'utf8');

/** The next runs: all is made from the file as it is now, and the earlier content is known where it was recorded. */
async function settled(
  expected: string,
  before: { content: string; known: boolean },
  write: (text: string) => void,
) {
  expect((await bench.run()).code).toBe(0);
  expect(published('out.txt')).toBe(expected);
  write(before.content);
  const back = await bench.run();
  expect(back.code).toBe(0);
  return back.summary.nodes.executed;
}

describe('an input of a command', () => {
  const yaml = (script: string) => `version: 1
name: p
nodes:
  first: { uses: command, with: { argv: [sh, -c, 'cat ${at('held')} > out'], outputs: { out: out } } }
  a: { uses: command, needs: NEEDS, with: { argv: [sh, -c, '${script}'], files: { in: in.txt }, outputs: { out: out } }, publish: { out: out.txt } }
`;

  it('edited while the program reads it: the program reads what the key says', async () => {
    bench.write('in.txt', 'old');
    bench.write(
      'pipeline.yaml',
      yaml(`cat ${at('held')}; cat in > out`)
        .replace(/ {2}first.*\n/, '')
        .replace('needs: NEEDS, ', ''),
    );
    const held = await runWhile(() => bench.write('in.txt', 'new'));
    expect([held.code, published('out.txt')]).toEqual([0, 'old']);
    // The program reads the fifo again.
    const again = await runWhile(() => {});
    expect([again.code, published('out.txt')]).toEqual([0, 'new']);
    bench.write('in.txt', 'old');
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    expect(published('out.txt')).toBe('old');
  });

  it('edited before the program gets it: refused, said, and right in the next run', async () => {
    bench.write('in.txt', 'old');
    bench.write('pipeline.yaml', yaml('cat in > out').replace('NEEDS', '[first]'));
    const held = await runWhile(() => bench.write('in.txt', 'new'));
    expect(held.code).toBe(1);
    expect(JSON.stringify(held.events)).toMatch(
      /in\.txt was changed while the run was under way: run again/,
    );
    expect(existsSync(at('out.txt'))).toBe(false);
    const executed = await settled('new', { content: 'old', known: false }, (text) =>
      bench.write('in.txt', text),
    );
    expect([executed, published('out.txt')]).toEqual([1, 'old']);
  });
});

describe('a file that a stage of this program reads', () => {
  const structure = (length: number) =>
    `2\nLattice="${length} 0 0 0 ${length} 0 0 0 ${length}" Properties=species:S:1:pos:R:3 pbc="T T T"\nCu 0 0 0\nCu 1.8 1.8 0\n`;

  it('edited before it reads it: refused, said, and right in the next run', async () => {
    bench.write('in.xyz', structure(8));
    bench.write(
      'pipeline.yaml',
      `version: 1
name: p
nodes:
  first: { uses: command, with: { argv: [sh, -c, 'cat ${at('held')} > out'], outputs: { out: out } } }
  a: { uses: build, needs: [first], with: { import: { file: in.xyz } } }
  b: { uses: oracle, inputs: { structures: a }, with: { calculator: emt } }
`,
    );
    const held = await runWhile(() => bench.write('in.xyz', structure(9)));
    expect(held.code).toBe(1);
    expect(JSON.stringify(held.events)).toMatch(/in\.xyz was changed while the run was under way/);
    const now = await bench.run();
    expect([now.code, now.summary.items.executed]).toEqual([0, 1]);
    bench.write('in.xyz', structure(8));
    const before = await bench.run();
    expect([before.code, before.summary.items.executed]).toEqual([0, 1]);
    expect(before.summary.outputs['b.labels']?.digest).not.toBe(
      now.summary.outputs['b.labels']?.digest,
    );
  });
});

describe('the code of a stage of one’s own', () => {
  const stage = (body: string, head = '') => `import { execFileSync } from 'node:child_process';
${head}
export default {
  kind: 'whole', name: 'mine', summary: '', inputs: {},
  settings: { type: 'object', properties: {}, additionalProperties: false },
  outputs: { out: { type: 'text', default: true } },
  backend: () => ({
    name: 'mine', version: 1,
    resolve: () => ({ ok: true, value: { with: {} } }),
    run: async (context) => { ${body} },
  }),
};
`;
  const yaml = (more = '') => `version: 1
name: p
nodes:
${more}  a: { uses: ./mine.mjs, ${more ? 'needs: [first], ' : ''}publish: { out: out.txt } }
`;
  const hold = () => `execFileSync('cat', ['${at('held')}']);`;
  const say = (word: string) => `return { ok: true, value: { out: context.put('${word}') } };`;
  const late = (word: string) => `export const word = '${word}';\n`;
  const lateStage = (held: string) =>
    stage(
      `${held} const { word } = await import('./late.mjs'); return { ok: true, value: { out: context.put(word) } };`,
    );

  it('edited while it runs: the code that runs is the one of the key', async () => {
    bench.write('mine.mjs', stage(`${hold()} ${say('old')}`));
    bench.write('pipeline.yaml', yaml());
    const held = await runWhile(() => bench.write('mine.mjs', stage(say('new'))));
    expect([held.code, published('out.txt')]).toEqual([0, 'old']);
    expect((await bench.run()).summary.nodes.executed).toBe(1);
    expect(published('out.txt')).toBe('new');
    bench.write('mine.mjs', stage(`${hold()} ${say('old')}`));
    expect((await bench.run()).summary.nodes).toMatchObject({ executed: 0, cached: 1 });
    expect(published('out.txt')).toBe('old');
  });

  it('that it loads only while it runs, edited before that: what it made is not kept', async () => {
    bench.write('mine.mjs', lateStage(hold()));
    bench.write('late.mjs', late('old'));
    bench.write('pipeline.yaml', yaml());
    const held = await runWhile(() => bench.write('late.mjs', late('new')));
    expect(held.code).toBe(1);
    expect(JSON.stringify(held.events)).toMatch(
      // By the run itself, or already by what loads the code: as the file's times are told apart.
      /was changed (while the run was under way: run again|since this process loaded it); what it made is not kept/,
    );
    expect(existsSync(at('out.txt'))).toBe(false);
    const now = await runWhile(() => {});
    expect([now.code, published('out.txt')]).toEqual([0, 'new']);
    bench.write('late.mjs', late('old'));
    const back = await runWhile(() => {});
    expect([back.summary.nodes.executed, published('out.txt')]).toEqual([1, 'old']);
  });

  it('edited after the plan and before it is loaded to run: refused, said, and right in the next run', async () => {
    bench.write('mine.mjs', stage(say('old')));
    bench.write(
      'pipeline.yaml',
      yaml(
        `  first: { uses: command, with: { argv: [sh, -c, 'cat ${at('held')} > out'], outputs: { out: out } } }\n`,
      ),
    );
    const held = await runWhile(() => bench.write('mine.mjs', stage(say('new'))));
    expect([held.code, held.stderr]).toEqual([1, '']);
    expect(JSON.stringify(held.events)).toMatch(
      /mine\.mjs was changed while the run was under way/,
    );
    expect((await bench.run()).code).toBe(0);
    expect(published('out.txt')).toBe('new');
  });
});
