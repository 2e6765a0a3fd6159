// Files of the state beside the index that a disk spoils: logs, answers that stand, checkpoints. They are aids:
// whatever is in them, a run is right, and the verbs that show them say something or nothing, and end well.
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Bench, openBench } from '../support/command.ts';
import { numbersFrom } from '../support/reformatted.ts';

const TIMES = Number(process.env['MLIP_RUNS'] ?? 2);
let bench: Bench;
beforeAll(async () => {
  bench = openBench();
  bench.write(
    'pipeline.yaml',
    `version: 1
name: p
nodes:
  s: { uses: build, with: { system: { elements: [Cu], crystal_structure: fcc }, distortion: { strain_range: [-0.02, 0.02], n_strain_steps: 3 } } }
  labels: { uses: oracle, inputs: { structures: s }, with: { calculator: emt } }
  a: { uses: command, with: { argv: [sh, -c, 'echo said; echo a > out'], outputs: { out: out } }, publish: { out: out.txt } }
  bad: { uses: command, with: { argv: [sh, -c, 'exit 3'], outputs: { out: out } } }
`,
  );
  expect((await bench.run()).code).toBe(1);
});
afterAll(() => bench.close());

const state = (...names: readonly string[]): string => join(bench.folder, '.mlip', ...names);

/** What a disk does to the bytes of a file, in words. */
const DAMAGES: readonly (readonly [string, (bytes: Buffer, random: () => number) => Buffer])[] = [
  [
    'bits turned',
    (bytes, random) => {
      for (let count = 0; count < 20; count++) {
        const at = Math.floor(random() * bytes.length);
        bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      }
      return bytes;
    },
  ],
  ['cut', (bytes, random) => bytes.subarray(0, Math.floor(random() * bytes.length))],
  ['zeros', (bytes) => Buffer.alloc(bytes.length)],
  [
    'another text',
    () => Buffer.from('null\n5\n"x"\n{}\n{"event":"summary"}\n{"event":"progress"}\n[[]]\n'),
  ],
];

describe('a log of a run', () => {
  it.each(DAMAGES)('%s: what shows it ends well, and so does the next run', async (_, damage) => {
    const random = numbersFrom(20261124);
    const [name] = readdirSync(state('logs')).filter((one) => one.endsWith('.jsonl'));
    const file = state('logs', name as string);
    const whole = readFileSync(file);
    for (let time = 0; time < TIMES; time++) {
      writeFileSync(file, damage(Buffer.from(whole), random));
      for (const verb of [['status'], ['logs', 'bad']]) {
        const { code, stderr } = await bench.auto(...verb);
        expect(stderr, verb.join(' ')).not.toMatch(/bug of mlip-auto/);
        expect([0, 2]).toContain(code);
      }
      const { summary } = await bench.run();
      expect(summary.nodes).toMatchObject({ executed: 0, cached: 3, failed: 1 });
    }
    writeFileSync(file, whole);
  });

  it('is a folder, or is gone: likewise', async () => {
    const logs = state('logs');
    for (const make of [() => mkdirSync(logs), () => writeFileSync(logs, 'no folder'), () => {}]) {
      rmSync(logs, { recursive: true, force: true });
      make();
      const { summary, code } = await bench.run();
      expect([code, summary.nodes.cached]).toEqual([1, 3]);
      const { stderr } = await bench.auto('logs', 'a');
      expect(stderr).not.toMatch(/bug of mlip-auto/);
    }
  });
});

describe('an answer that stands', () => {
  it.each(DAMAGES)('%s: the run looks for itself', async (_, damage) => {
    const random = numbersFrom(7);
    bench.write(
      'good.yaml',
      readFileSync(join(bench.folder, 'pipeline.yaml'), 'utf8').replace(/ {2}bad.*\n/, ''),
    );
    const first = await bench.run('good.yaml');
    await bench.run('good.yaml');
    const names = readdirSync(state('standing'));
    expect(names.length).toBeGreaterThan(0);
    for (const name of names) {
      const file = state('standing', name);
      const bytes = damage(readFileSync(file), random);
      rmSync(file);
      writeFileSync(file, bytes);
    }
    const again = await bench.run('good.yaml');
    expect([again.code, again.summary.nodes.executed]).toEqual([0, 0]);
    expect(again.summary.outputs).toEqual(first.summary.outputs);
  });
});

describe('what an unfinished calculation left', () => {
  it('is anything at all: the next run begins anew, and takes away what is done', async () => {
    mkdirSync(state('checkpoints', 'f'.repeat(64)), { recursive: true });
    writeFileSync(state('checkpoints', 'f'.repeat(64), 'go-on.json'), '{');
    writeFileSync(state('checkpoints', 'no key'), 'x');
    const { summary } = await bench.run();
    expect(summary.nodes).toMatchObject({ executed: 0, cached: 3, failed: 1 });
  });
});
