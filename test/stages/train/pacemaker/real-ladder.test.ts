import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseYace } from '../../../../science/ace/yace.ts';
import { absent } from '../../../support/component.ts';
import { ALLOYS, realFits } from './real-fit.ts';

const LONG = 1_200_000;

describe.skipIf(absent('pacemaker'))('the real pacemaker', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-real-ladder-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const logOf = (name: string) => readFileSync(join(folder, name, 'work/log.txt'), 'utf8');
  /** The losses that the steps of a log begin with, and the numbers of functions that the steps have. */
  const begins = (log: string) =>
    [...log.matchAll(/Initial state:#0 .*?Loss: ([\d.e+-]+)/g)].map(([, loss]) => Number(loss));
  const sizes = (log: string) =>
    [...log.matchAll(/Extended basis set size: (\d+)/g)].map(([, count]) => Number(count));

  it(
    'climbs a ladder, is interrupted on its second step, and loses none that was whole',
    async () => {
      const config = { max_iter: 8, pacemaker: { ladder: { step: 4 } } };
      const stop = new AbortController();
      let before = -1;
      const onProgress = (done: number): void => {
        if (done < before) stop.abort();
        before = done;
      };
      const ended = await realFits(folder)('ladder', config, { signal: stop.signal, onProgress });
      expect(ended).toMatchObject({
        ok: false,
        error: { class: 'infra', hint: expect.stringContaining('is kept') },
      });
      const first = logOf('ladder');
      expect(sizes(first)).toEqual([4, 8]);
      const again = await realFits(folder)('ladder', config);
      expect(again).toMatchObject({ ok: true, value: { result: { functions: 10, starts: 2 } } });
      const second = logOf('ladder');
      expect(sizes(second)[0]).toBeGreaterThanOrEqual(8);
      // It begins no worse than the second step had begun.
      expect(begins(second)[0]).toBeLessThanOrEqual((begins(first)[1] as number) * 1.001);
    },
    LONG,
  );

  it(
    'refines a potential with all functions though a ladder is asked for',
    async () => {
      const config = { max_iter: 3, pacemaker: { ladder: { step: 4 } } };
      const start = readFileSync(join(folder, 'ladder/work/output_potential.yaml'), 'utf8');
      const ended = await realFits(folder)('refined', config, {}, start);
      if (!ended.ok) throw new Error(ended.error.message);
      const { iterations, loss } = ended.value.result;
      expect(iterations).toBe(3);
      const [begun] = begins(logOf('refined'));
      const [last] = begins(logOf('ladder')).slice(-1);
      expect(begun).toBeLessThan(last as number);
      expect(loss).toBeLessThanOrEqual(begun as number);
    },
    LONG,
  );

  it(
    'fits two elements, with keys of its own for one pair, and its potential gives the errors of its log',
    async () => {
      const input = {
        fit: { loss: { w1_rad: 1e-8 }, min_relative_train_loss_per_iter: 5e-5 },
        potential: { bonds: { AlNi: { rcut: 4.2 } } },
      };
      const config = { b_basis_size: 20, max_iter: 12, pacemaker: { input } };
      const ended = await realFits(folder)('alloys', config, { data: ALLOYS });
      if (!ended.ok) throw new Error(ended.error.message);
      const { result, yace } = ended.value;
      expect(result).toMatchObject({ elements: ['Al', 'Ni'], structures: 25, starts: 1 });
      const [begun] = begins(logOf('alloys'));
      expect(result.loss).toBeLessThan((begun as number) / 2);
      const parsed = parseYace(yace);
      if (!parsed.ok) throw new Error(parsed.error.message);
      expect(parsed.value.elements).toEqual(['Al', 'Ni']);
      expect(yace).toContain('rcut: 4.2');
      expect(parsed.value.e0).toEqual(['Al', 'Ni'].map((one) => result.references.energies[one]));
    },
    LONG,
  );
});
