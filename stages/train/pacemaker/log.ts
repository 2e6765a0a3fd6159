/** One line of pacemaker's log about one iteration. Energies eV/atom, forces eV/Å (of the whole vector's components). */
export interface Iteration {
  readonly iteration: number;
  readonly evaluations: number;
  readonly loss: number;
  readonly energyRmse: number;
  readonly forcesRmse: number;
}

const NUMBER = '([\\d.eE+-]+|nan|inf)';
const LINE = new RegExp(
  `(?:Iteration\\s+|Initial state:)#(\\d+)\\s+\\((\\d+) evals\\):\\s+Loss: ${NUMBER} \\| ` +
    `RMSE Energy\\(low\\): ${NUMBER} \\(${NUMBER}\\) meV/at \\| Forces\\(low\\): ${NUMBER} \\(${NUMBER}\\) meV/A`,
);

/** The iteration that a line is about; undefined of any other line, lines about the test set among them. */
export function iterationIn(line: string): Iteration | undefined {
  const found = LINE.exec(line);
  if (!found) return undefined;
  const [iteration, evaluations, loss, energy, , forces] = found.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { iteration, evaluations, loss, energyRmse: energy / 1000, forcesRmse: forces / 1000 };
}

/** How a fit ended, by its log. */
export interface LogFacts {
  readonly iterations: number;
  readonly evaluations: number;
  readonly last: Iteration | undefined;
  /** Number of functions of the target. */
  readonly functions: number | undefined;
  /** Whether the optimiser said that it converged; undefined where it did not say. */
  readonly converged: boolean | undefined;
  /** The basis could not grow: nothing was fitted. */
  readonly nothingAdded: boolean;
}

/** Reads what matters out of a log; with a ladder, the iterations of all its steps together. */
export function readLog(text: string): LogFacts {
  let [iterations, evaluations] = [0, 0];
  let [before, last]: (Iteration | undefined)[] = [];
  for (const line of text.split('\n')) {
    const one = iterationIn(line);
    if (!one) continue;
    if (before && one.iteration < before.iteration) {
      iterations += before.iteration;
      evaluations += before.evaluations;
    }
    before = one;
    last = one;
  }
  const functions = /Target potential shape constructed.*contains (\d+) functions/.exec(text)?.[1];
  const success = [...text.matchAll(/Optimization result\(success=(True|False)/g)].at(-1)?.[1];
  return {
    iterations: iterations + (last?.iteration ?? 0),
    evaluations: evaluations + (last?.evaluations ?? 0),
    last,
    functions: functions === undefined ? undefined : Number(functions),
    converged: success === undefined ? undefined : success === 'True',
    nothingAdded: /No new function added after basis extension/.test(text),
  };
}
