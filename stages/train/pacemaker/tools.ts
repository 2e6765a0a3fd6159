import { fail, ok, type Result } from '../../../base/result.ts';
import type { ExecResult, StageFailure } from '../../../engine/stage.ts';
import type { Lab } from './lab.ts';
import type { PacemakerHow } from './resolved.ts';
import { trouble, troubleOf } from './trouble.ts';
import { GIVEN, passedNames, threadVariables, workerWords } from './worker.ts';

/** How the worker is run for one of its jobs. */
export interface Run {
  readonly lab: Lab;
  readonly how: PacemakerHow;
  /** Seconds after which it is ended; the exec throws then. */
  readonly timeoutSeconds?: number | undefined;
  readonly onOutput?: (text: string) => void;
}

/** Runs the worker in the fit's folder. */
export function runWorker(
  { lab, how, timeoutSeconds, onOutput }: Run,
  words: readonly string[],
): Promise<ExecResult> {
  return lab.exec(workerWords(how, ...words), {
    folder: lab.folder,
    passEnv: passedNames(how.pass_env),
    env: { ...GIVEN, ...threadVariables(how.threads), MPLCONFIGDIR: lab.folder },
    ...(timeoutSeconds !== undefined && { timeoutSeconds }),
    ...(onOutput && { onOutput }),
  });
}

/** Runs one of pacemaker's smaller commands to its end. */
export async function runTool(
  run: Run,
  name: string,
  ...words: readonly string[]
): Promise<Result<ExecResult, StageFailure>> {
  const ended = await runWorker(run, ['tool', name, ...words]);
  return ended.exitCode === 0 ? ok(ended) : fail(troubleOf(name, ended));
}

/** What the worker says of a table that it wrote. */
interface Written {
  readonly ok: boolean;
  readonly structures?: number;
  readonly row?: number;
  readonly message?: string;
}

/** Has the environment's own pandas write a table that pacemaker reads, and checks what it says of it. */
export async function writeTable(
  run: Run,
  source: string,
  target: string,
  structures: number,
): Promise<Result<true, StageFailure>> {
  const ended = await runWorker(run, ['dataset', source, target]);
  const last = ended.stdout.trimEnd().split('\n').at(-1) ?? '';
  if (ended.exitCode !== 0 && ended.exitCode !== 3) return fail(troubleOf('the worker', ended));
  const said = JSON.parse(last) as Written;
  if (said.ok && said.structures === structures) return ok(true);
  const what = said.ok ? `${said.structures} rows for ${structures} structures` : said.message;
  const where = said.row === undefined ? '' : ` (row ${said.row + 1})`;
  return fail(trouble('E0711', 'invalid', `the table for pacemaker: ${what}${where}`));
}
