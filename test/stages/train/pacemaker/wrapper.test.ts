import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPacemaker, type PacemakerRequest } from '../../../../cli/open-pacemaker.ts';
import type { TrainingConfig } from '../../../../stages/train/training-config.ts';
import { type FakePacemaker, fakePacemaker } from '../../../support/pacemaker-bench.ts';
import { aluminium, FIT } from './aluminium.ts';

const LONG = 60_000;

let fake: FakePacemaker;
let folder: string;
beforeEach(() => {
  fake = fakePacemaker();
  folder = mkdtempSync(join(tmpdir(), 'mlip-pace-'));
});
afterEach(() => {
  fake.close();
  rmSync(folder, { recursive: true, force: true });
});
interface Asked {
  readonly config?: TrainingConfig;
  readonly data?: PacemakerRequest['data'];
  readonly more?: Partial<PacemakerRequest>;
  readonly initial?: string;
}

async function train({ config = {}, data, more, initial }: Asked = {}) {
  const opened = await openPacemaker({
    config: {
      cutoff: 4.5,
      b_basis_size: 3,
      max_iter: 6,
      ...config,
      pacemaker: { python: fake.python, ...config.pacemaker },
    },
    data: data ?? { fit: FIT, test: [aluminium(0.03)] },
    folder,
    ...more,
  });
  if (!opened.ok) throw new Error(opened.error.join('; '));
  return opened.value.train(initial);
}

const failureOf = async (asked: Asked = {}) => {
  const ended = await train(asked);
  if (ended.ok) throw new Error('it was expected to fail');
  return ended.error;
};

describe('a fit by pacemaker', () => {
  it(
    'writes tables and input, fits, converts, finds the active set, and looks at the result',
    async () => {
      const seen: number[] = [];
      const ended = await train({ more: { onProgress: (done) => void seen.push(done) } });
      if (!ended.ok) throw new Error(ended.error.message);
      expect(fake.calls().map(({ words }) => words.slice(0, 2))).toEqual([
        ['dataset', 'fit.jsonl'],
        ['dataset', 'test.jsonl'],
        ['tool', 'pacemaker'],
        ['tool', 'pace_yaml2yace'],
        ['tool', 'pace_activeset'],
      ]);
      const { result, yace, basis, activeSet } = ended.value;
      // A potential without interactions: what is left is the spread of the energies about their mean.
      const [mean] = [FIT.reduce((sum, { energy }) => sum + energy, 0) / FIT.length];
      const rmse = Math.sqrt(FIT.reduce((sum, { energy }) => sum + (energy - mean) ** 2, 0) / 5);
      expect(result.fitted.energy).toBeCloseTo(rmse, 12);
      expect(result).toMatchObject({
        structures: 5,
        iterations: 6,
        starts: 1,
        cutoff: 4.5,
        elements: ['Al'],
      });
      expect(result.test.structures).toBe(1);
      expect(Number(/^E0: \[(.*)\]$/m.exec(yace)?.[1])).toBeCloseTo(mean, 12);
      expect(basis).not.toMatch(/starttime|user/);
      expect(readFileSync(activeSet, 'utf8')).toBe('an active set');
      expect(seen.at(-1)).toBe(6);
    },
    LONG,
  );

  it(
    'has one thread unless more are asked for',
    async () => {
      await train();
      await train({ config: { pacemaker: { threads: 3 } } });
      expect(new Set(fake.calls().map(({ threads }) => threads))).toEqual(new Set(['1', '3']));
    },
    LONG,
  );

  it.each(['dataset', 'pacemaker', 'pace_yaml2yace', 'pace_activeset'])(
    'fails once with %s, and is whole the next time',
    async (step) => {
      fake.steer({ once: [step], says: 'Traceback (most recent call last):\nOSError: no luck\n' });
      expect(await failureOf()).toMatchObject({
        message: expect.stringContaining('OSError: no luck'),
      });
      expect((await train()).ok).toBe(true);
    },
    LONG,
  );

  it.each([
    ['output_potential.yaml', 'left no output_potential.yaml'],
    ['output_potential.yace', 'left no output_potential.yace'],
    ['output_potential.asi', 'left no output_potential.asi'],
  ])(
    'does not believe code 0 where %s is missing',
    async (file, words) => {
      fake.steer({ leaves: [file] });
      expect(await failureOf()).toMatchObject({
        message: expect.stringContaining(words),
        class: 'invalid',
      });
    },
    LONG,
  );

  it(
    'does not believe a log that says other errors than the potential has',
    async () => {
      fake.steer({ lie: 1 });
      const { message } = await failureOf();
      expect(message).toMatch(
        /its log ends with .* and the potential that it left has .*\(E0715\)/,
      );
    },
    LONG,
  );

  it(
    'does not believe a fit without an iteration',
    async () => {
      fake.steer({ empty: true });
      expect((await failureOf()).message).toContain('without a single iteration');
    },
    LONG,
  );
});

describe('a fit that is ended goes on', () => {
  const startOf = (call: { readonly words: readonly string[] } | undefined) =>
    call?.words.filter((word) => ['-p', '-ip'].includes(word)).join('');
  const fits = () => fake.calls().filter(({ words }) => words[1] === 'pacemaker');

  it(
    'after an interruption: from the interim potential, with the iterations that are left',
    async () => {
      fake.steer({ hangAfter: 4 });
      const stop = new AbortController();
      const failure = await failureOf({
        more: { signal: stop.signal, onProgress: (done) => done >= 4 && stop.abort() },
      });
      expect(failure).toMatchObject({ class: 'infra', message: 'interrupted (E0714)' });
      expect(failure.hint).toContain('iteration 4 is kept');
      expect(readdirSync(join(folder, 'checkpoint')).sort()).toEqual([
        'go-on.json',
        'interim.yaml',
      ]);
      const again = await train();
      expect(again).toMatchObject({ ok: true, value: { result: { starts: 2, iterations: 2 } } });
      expect(fits().map(startOf)).toEqual(['', '-p']);
      expect(fits()[1]?.input).toContain('maxiter: 2\n');
    },
    LONG,
  );

  it(
    'after its time is up, without a result',
    async () => {
      fake.steer({ hangAfter: 3 });
      // A busy machine may need longer to come to the third iteration: then it is given longer.
      let failure = await failureOf({ more: { limitSeconds: 3 } });
      for (const limitSeconds of [12, 48]) {
        if (failure.hint === undefined) failure = await failureOf({ more: { limitSeconds } });
      }
      expect(failure.class).toBe('infra');
      expect(failure.message).toMatch(/ran longer than .*\(E0714\)/);
      expect(failure.hint).toContain('iteration 3 is kept');
    },
    2 * LONG,
  );

  it(
    'anew, where what it left is cut short',
    async () => {
      fake.steer({ hangAfter: 4, halfInterim: true });
      const stop = new AbortController();
      const failure = await failureOf({
        more: { signal: stop.signal, onProgress: (done) => done >= 4 && stop.abort() },
      });
      expect(failure.hint).toBeUndefined();
      expect((await train()).ok).toBe(true);
      expect(fits().map(startOf)).toEqual(['', '']);
    },
    LONG,
  );

  // Three functions by steps of two: six iterations with two of them, six with all.
  it.each([
    ['as a larger step, from the middle of a step', 4, false, '-ip', 'iteration 4 is kept', 6],
    ['as it is, from the middle of the last step', 8, false, '-p', 'iteration 2 is kept', 4],
    [
      'as a larger step, from the end of one, where the interim potential is half',
      8,
      true,
      '-ip',
      'the last whole step of the ladder is kept',
      6,
    ],
  ] as const)(
    'with a ladder: %s',
    async (_, hangAfter, halfInterim, flag, kept, left) => {
      const config = { pacemaker: { ladder: { step: 2 } } };
      fake.steer({ hangAfter, halfInterim });
      const stop = new AbortController();
      const [at, step] = hangAfter > 6 ? [hangAfter - 6, 3] : [hangAfter, 2];
      const onProgress = (done: number, _total: number, words: string): void => {
        if (done === at && words.includes(`loss ${step}.500e`)) stop.abort();
      };
      const failure = await failureOf({ config, more: { signal: stop.signal, onProgress } });
      expect(failure.hint).toContain(kept);
      const again = await train({ config });
      expect(again).toMatchObject({ ok: true, value: { result: { starts: 2, iterations: left } } });
      expect(fits().map(startOf)).toEqual(['', flag]);
      // With all functions there it is no ladder any more: pacemaker would climb it from nothing.
      expect(fits()[1]?.input?.includes('ladder_step')).toBe(flag === '-ip');
    },
    LONG,
  );
});

describe('a fit that goes on from a potential', () => {
  const basis = (functions: number, cutoff = 4.5) =>
    `species:\n  - speciesblock: Al\n    rcutij: ${cutoff}\n    nbody:\n${'      - {type: Al Al, nr: [1], nl: [0], c: [0]}\n'.repeat(functions)}`;
  const kinds = () =>
    fake.calls().flatMap(({ words }) => words.filter((word) => word === '-p' || word === '-ip'));

  it(
    'grows it where it has fewer functions, and refines it where it has them all',
    async () => {
      expect((await train({ initial: basis(2) })).ok).toBe(true);
      expect((await train({ initial: basis(3) })).ok).toBe(true);
      expect(kinds()).toEqual(['-ip', '-p']);
    },
    LONG,
  );

  it(
    'takes its cutoff where none is given, and refuses another',
    async () => {
      const ended = await train({ initial: basis(2, 5.25), config: { cutoff: 'auto' } });
      expect(ended).toMatchObject({ ok: true, value: { result: { cutoff: 5.25 } } });
      const failure = await failureOf({ initial: basis(2, 5.25) });
      expect(failure.message).toBe(
        'the potential to go on from has the cutoff 5.25 Å, and the settings 4.5 Å (E0716)',
      );
    },
    LONG,
  );

  it(
    'refuses one that lacks an element of the data',
    async () => {
      const initial = basis(2).replaceAll('Al', 'Ni');
      expect((await failureOf({ initial })).message).toBe(
        'the dataset has Al, and the potential to go on from has not (E0716)',
      );
    },
    LONG,
  );

  it.each([
    ['', 'nothing'],
    [basis(2).slice(0, -9), 'a file cut short'],
    ['elements: [Al]\n', 'a .yace'],
  ])(
    'refuses what is none: %#',
    async (initial) => {
      expect((await failureOf({ initial })).message).toContain('is no whole B-basis file');
    },
    LONG,
  );
});
