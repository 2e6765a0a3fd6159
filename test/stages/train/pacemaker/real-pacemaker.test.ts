import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateAce, prepareEvaluator } from '../../../../science/ace/evaluate.ts';
import { parseYace } from '../../../../science/ace/yace.ts';
import { troubleOf } from '../../../../stages/train/pacemaker/trouble.ts';
import { GIVEN, threadVariables, workerPath } from '../../../../stages/train/pacemaker/worker.ts';
import type { Trained } from '../../../../stages/train/pacemaker/wrapper.ts';
import { ROOT } from '../../../support/command.ts';
import { absent, componentPath } from '../../../support/component.ts';
import { DATA, realFits } from './real-fit.ts';

const without = absent('pacemaker');
const LONG = 1_200_000;

describe.skipIf(without)('the real pacemaker', () => {
  let folder: string;
  let first: Trained;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-real-pace-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** The first of the structures counts five times: what a weight does to the tables must suit pacemaker. */
  const weighted = {
    ...DATA,
    fit: DATA.fit.map((one, n) => (n === 0 ? { ...one, weight: 5 } : one)),
  };

  const train = (...args: Parameters<ReturnType<typeof realFits>>) => realFits(folder)(...args);
  const trained = async (...args: Parameters<typeof train>): Promise<Trained> => {
    const ended = await train(...args);
    if (!ended.ok) throw new Error(`${ended.error.message} ${ended.error.hint ?? ''}`);
    return ended.value;
  };

  it(
    'trains on 30 structures; our evaluator finds the errors of its log, and pyace our energies',
    async () => {
      first = await trained('first', { max_iter: 15 });
      const { result, yace } = first;
      expect(result).toMatchObject({ structures: 25, iterations: 15, functions: 10, starts: 1 });
      // That the log agrees is what `train` itself demands; here, that it learnt something.
      const spread =
        Math.max(...DATA.fit.map(({ energy }) => energy / 4)) -
        Math.min(...DATA.fit.map(({ energy }) => energy / 4));
      expect(result.fitted.energy).toBeLessThan(spread / 4);
      expect(result.test.forces).toBeLessThan(0.3);
      const parsed = parseYace(yace);
      if (!parsed.ok) throw new Error(parsed.error.message);
      const evaluator = prepareEvaluator(parsed.value);
      writeFileSync(join(folder, 'a.yace'), yace);
      const cases = DATA.test.map(({ structure }, n) => {
        const { energy, forces, stress } = evaluateAce(evaluator, structure);
        const triples = (values: Float64Array) =>
          Array.from({ length: values.length / 3 }, (_, i) => [
            ...values.subarray(3 * i, 3 * i + 3),
          ]);
        return {
          name: String(n),
          yace: 'a.yace',
          numbers: [...structure.numbers],
          positions: triples(structure.positions),
          cell: triples(structure.cell),
          pbc: structure.periodic,
          energy,
          forces: triples(forces),
          stress: [...stress],
        };
      });
      writeFileSync(join(folder, 'cases.json'), JSON.stringify(cases));
      const argv = [join(ROOT, 'python/check_yace.py'), join(folder, 'cases.json')];
      const checked = spawnSync(componentPath('pacemaker'), argv, { encoding: 'utf8' });
      expect(checked.status, checked.stdout + checked.stderr).toBe(0);
      const worst = JSON.parse(checked.stdout.trimEnd().split('\n').at(-1) as string);
      expect(worst.energy).toBeLessThan(1e-9);
      expect(worst.forces).toBeLessThan(1e-7);
    },
    LONG,
  );

  it(
    'gives the same bytes for the same fit',
    async () => {
      const again = await trained('again', { max_iter: 15 });
      expect([again.yace, again.basis]).toEqual([first.yace, first.basis]);
      expect(readFileSync(again.activeSet)).toEqual(readFileSync(first.activeSet));
    },
    LONG,
  );

  it(
    'goes on from a potential where that ended, be it given as one to refine or to grow',
    async () => {
      const refined = await trained('refined', { max_iter: 3 }, {}, first.basis);
      const log = readFileSync(join(folder, 'refined/work/log.txt'), 'utf8');
      const start = Number(/Initial state:#0 .*?Loss: ([\d.e+-]+)/.exec(log)?.[1]);
      expect(start / first.result.loss).toBeCloseTo(1, 3);
      expect(refined.result.loss).toBeLessThanOrEqual(start);
      // All functions are there though more are asked for: pacemaker would fit nothing, and say nothing of it.
      const more = await trained(
        'more',
        { max_iter: 3, b_basis_size: 11, pacemaker: { shape: { nradmax: [5, 2], lmax: [0, 1] } } },
        { data: weighted },
        first.basis,
      );
      expect(more.result.iterations).toBe(3);
    },
    LONG,
  );

  it(
    'is interrupted, and goes on from where it was',
    async () => {
      const stop = new AbortController();
      let at = 0;
      const interrupted = await train(
        'stopped',
        { max_iter: 400 },
        {
          signal: stop.signal,
          onProgress: (done) => {
            at = done;
            if (done >= 5) stop.abort();
          },
        },
      );
      expect(interrupted).toMatchObject({
        ok: false,
        error: { class: 'infra', hint: expect.stringContaining('is kept') },
      });
      expect(readdirSync(join(folder, 'stopped/checkpoint')).sort()).toEqual([
        'go-on.json',
        'interim.yaml',
      ]);
      const ended = await trained('stopped', { max_iter: at + 4 });
      expect(ended.result.starts).toBe(2);
      expect(ended.result.iterations).toBeLessThanOrEqual(4);
      const log = readFileSync(join(folder, 'stopped/work/log.txt'), 'utf8');
      const start = Number(/Initial state:#0 .*?Loss: ([\d.e+-]+)/.exec(log)?.[1]);
      const anew = Number(
        /Initial state:#0 .*?Loss: ([\d.e+-]+)/.exec(
          readFileSync(join(folder, 'first/work/log.txt'), 'utf8'),
        )?.[1],
      );
      expect(start).toBeLessThan(anew / 2);
    },
    LONG,
  );

  it(
    'fails as its known failures do, and each is said plainly',
    async () => {
      const work = join(folder, 'first/work');
      const place = join(folder, 'provoked');
      const argv = [
        join(ROOT, 'python/provoke_pacemaker.py'),
        join(work, 'fit.pckl.gzip'),
        join(work, 'input.yaml'),
        place,
      ];
      const made = spawnSync(componentPath('pacemaker'), argv, { encoding: 'utf8' });
      expect(made.status, made.stderr).toBe(0);
      const said: { [name: string]: string } = {};
      for (const name of readdirSync(place)) said[name] = (await runIn(join(place, name))).message;
      expect(said).toEqual({
        'bad-yaml': expect.stringMatching(/cannot read its YAML at line \d+, column \d+ \(E0712\)/),
        'broken-tensorflow': expect.stringContaining(
          'two packages of TensorFlow lie over each other (E0713)',
        ),
        nan: 'an energy of the dataset is not a number (E0711)',
        'no-energy': 'the table of the dataset has no energies (E0711)',
        'no-file': 'pacemaker found no file fit.pckl.gzip (E0712)',
        'no-forces': 'the table of the dataset has no forces (E0711)',
        'no-potential': 'input.yaml has no section `potential` (E0712)',
        'other-element': 'the dataset has Ni, and the potential has not (E0711)',
        killed: 'pacemaker was ended by signal 9 (E0714)',
      });
    },
    LONG,
  );
});

/** Runs pacemaker in a folder as it is, to its failure. */
async function runIn(folder: string) {
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '',
    PYTHONPATH: folder,
    ...GIVEN,
    ...threadVariables(1),
  };
  const argv = [workerPath, 'tool', 'pacemaker', '--no-predict', 'input.yaml'];
  const child = spawn(componentPath('pacemaker'), argv, { cwd: folder, env });
  const printed = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].on('data', (chunk) => {
      printed[stream] += chunk;
      if (folder.endsWith('killed')) child.kill('SIGKILL');
    });
  }
  const exitCode = await new Promise<number>((resolve) => {
    child.on('close', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 143)));
  });
  if (exitCode === 0) throw new Error(`${folder} did not fail`);
  return troubleOf('pacemaker', { exitCode, ...printed });
}
