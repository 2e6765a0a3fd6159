import { expect, it } from 'vitest';
import { readLog } from '../../../../stages/train/pacemaker/log.ts';

// The form of pacemaker 0.4.0rc1's log: every twentieth iteration is a table, and so is the end of a cycle.
const INFO = '2026-01-31 10:20:30,123 - pyace.metrics_aggregator - INFO - ';
const line = (n: number, evals: number, energy: number, forces: number) =>
  `${INFO}Iteration   #${n}   (${evals} evals):       Loss: 1.3519e-01 | RMSE Energy(low): ${energy} (${energy}) meV/at | Forces(low): ${forces} (${forces}) meV/A | Time/eval: 1938.63 mcs/at`;
const RULE = '-'.repeat(44);
const table = (title: string, n: number, energy: number, forces: number) => `${INFO}
${RULE}${title}${RULE}
Iteration:  #${n}  Loss:    Total:  1.2004e-01 (100%) 
                         Energy:  3.0347e-02 ( 25%) 
                          Force:  8.9689e-02 ( 75%) 
Number of params./funcs:    464/100                                  Avg. time:    1332.94 mcs/at
${'-'.repeat(97)}
           Energy/at, meV/at   Energy_low/at, meV/at      Force, meV/A        Force_low, meV/A   
   RMSE:          ${energy}               ${energy}               ${forces}                  ${forces}
    MAE:          168.33               168.33               179.19                  179.19
${'-'.repeat(97)}`;

const TWENTY = [
  line(18, 28, 175.6, 396.7),
  line(19, 29, 190.88, 349.1),
  table('FIT STATS', 20, 208.21, 315.68),
  table('TEST STATS', 20, 223.85, 396.66),
];

it('the end is what the last table of the fit set says, not the last line', () => {
  const { last, iterations } = readLog(
    [
      ...TWENTY,
      `${INFO}Optimization result(success=False, status=1, nfev=31, njev=31)`,
      table('Cycle last iteration:', 21, 208.21, 315.68),
      table('TEST Cycle last iteration:', 21, 223.85, 396.66),
    ].join('\n'),
  );
  expect(last).toMatchObject({ iteration: 20, loss: 0.12004, forcesRmse: 0.31568 });
  expect(last!.energyRmse).toBeCloseTo(0.20821, 12);
  expect(iterations).toBe(20);
});

it('a fit that was ended has its last iteration, line or table', () => {
  expect(readLog(TWENTY.join('\n')).last).toMatchObject({ iteration: 20, evaluations: 29 });
  const later = [...TWENTY, line(21, 33, 100, 200)].join('\n');
  expect(readLog(later).last).toMatchObject({ iteration: 21, evaluations: 33, energyRmse: 0.1 });
});

it('a ladder counts the iterations of all its steps', () => {
  const step = [line(19, 25, 3, 4), table('FIT STATS', 20, 2, 3)];
  const text = [...step, table('Cycle last iteration:', 21, 2, 3), line(1, 2, 9, 9), ...step];
  expect(readLog(text.join('\n'))).toMatchObject({ iterations: 40, evaluations: 50 });
});

it('knows nothing where a log says nothing', () => {
  expect(readLog('hello\n')).toEqual({
    iterations: 0,
    evaluations: 0,
    last: undefined,
    functions: undefined,
    converged: undefined,
    nothingAdded: false,
  });
});
