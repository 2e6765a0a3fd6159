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
  const [iteration, evaluations, loss, energy, , forces] = found.slice(1) as string[];
  return iterationOf({ iteration, evaluations, loss, energy, forces });
}

/** In the log's own words: errors in meV/atom and meV/Å. */
type Words = {
  readonly [word in 'iteration' | 'evaluations' | 'loss' | 'energy' | 'forces']:
    | string
    | number
    | undefined;
};

const iterationOf = ({ iteration, evaluations, loss, energy, forces }: Words): Iteration => ({
  iteration: Number(iteration),
  evaluations: Number(evaluations),
  loss: Number(loss),
  energyRmse: Number(energy) / 1000,
  forcesRmse: Number(forces) / 1000,
});

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

/** A table of the fit set: every twentieth iteration has one instead of its line, and a cycle ends with one. */
const TABLE = new RegExp(
  `^-+(FIT STATS|Cycle last iteration:)-+\\s*\\nIteration:\\s+#(\\d+)\\s+Loss:\\s+Total:\\s+${NUMBER}` +
    `(?:(?!^-+[A-Z])[^])*?^\\s*RMSE:\\s+${NUMBER}\\s+${NUMBER}\\s+${NUMBER}`,
  'gm',
);

/** The iterations of a log in their order, those that have a table among them. */
function iterationsIn(text: string): Iteration[] {
  const tables = [...text.matchAll(TABLE)].filter(([, kind]) => kind === 'FIT STATS');
  const all: Iteration[] = [];
  let from = 0;
  for (const table of [...tables, undefined]) {
    const before = text.slice(from, table?.index).split('\n');
    all.push(...before.map(iterationIn).filter((one) => one !== undefined));
    if (!table) break;
    all.push(tableIteration(table, all.at(-1)?.evaluations ?? 0));
    from = table.index + table[0].length;
  }
  return all;
}

/** The table that the last cycle ends with: of the potential that is written, and of no iteration. */
const endOf = (text: string): RegExpExecArray | undefined =>
  [...text.matchAll(TABLE)].filter(([, kind]) => kind !== 'FIT STATS').at(-1);

/** A table says no number of evaluations: that of the line before it stands for it. */
function tableIteration(table: readonly string[], evaluations: number): Iteration {
  const [iteration, loss, energy, , forces] = table.slice(2);
  return iterationOf({ iteration, evaluations, loss, energy, forces });
}

/** Reads what matters out of a log; with a ladder, the iterations of all its steps together. */
export function readLog(text: string): LogFacts {
  let [iterations, evaluations] = [0, 0];
  const all = iterationsIn(text);
  all.forEach((one, i) => {
    const before = all[i - 1];
    if (!before || one.iteration >= before.iteration) return;
    iterations += before.iteration;
    evaluations += before.evaluations;
  });
  const newest = all.at(-1);
  const end = endOf(text);
  const functions = /Target potential shape constructed.*contains (\d+) functions/.exec(text)?.[1];
  const success = [...text.matchAll(/Optimization result\(success=(True|False)/g)].at(-1)?.[1];
  return {
    iterations: iterations + (newest?.iteration ?? 0),
    evaluations: evaluations + (newest?.evaluations ?? 0),
    last: end
      ? { ...tableIteration(end, newest?.evaluations ?? 0), iteration: newest?.iteration ?? 0 }
      : newest,
    functions: functions === undefined ? undefined : Number(functions),
    converged: success === undefined ? undefined : success === 'True',
    nothingAdded: /No new function added after basis extension/.test(text),
  };
}
