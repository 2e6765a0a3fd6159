import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { keepCheckpoint } from './checkpoint.ts';
import { FILES } from './input-file.ts';
import type { Lab } from './lab.ts';
import { type Iteration, iterationIn, type LogFacts, readLog } from './log.ts';
import type { PacemakerHow } from './resolved.ts';
import type { Start } from './start.ts';
import { runWorker } from './tools.ts';
import { trouble, troubleOf } from './trouble.ts';

interface FitRun {
  readonly lab: Lab;
  readonly how: PacemakerHow;
  /** When the attempt began, milliseconds of the clock. */
  readonly began: number;
  readonly maxIterations: number;
}

/** The share of the time limit after which pacemaker is ended, so that what it has is kept. */
const OF_THE_LIMIT = 0.95;
/** How long an interim potential may be older than the fit, milliseconds. */
const KEEP_EVERY = 5000;

const FLAGS = { anew: [], grow: ['-ip', 'start.yaml'], refine: ['-p', 'start.yaml'] } as const;

/** Runs pacemaker to its end; says how it comes along, and keeps its interim potential to go on from. */
export async function runFit(
  { lab, how, began, maxIterations }: FitRun,
  start: Start,
): Promise<Result<LogFacts, StageFailure>> {
  const watch = openWatch(lab, start, maxIterations);
  const words = ['tool', 'pacemaker', '--no-predict', ...FLAGS[start.kind], FILES.input];
  const timeoutSeconds = secondsLeft(lab, began);
  try {
    const ended = await runWorker({ lab, how, timeoutSeconds, onOutput: watch.hear }, words);
    if (ended.exitCode === 0) return ok(readLog(textOf(lab)));
    const failure = troubleOf('pacemaker', ended);
    return fail(failure.class === 'infra' ? goesOn(failure, watch.keep()) : failure);
  } catch (error) {
    const kept = watch.keep();
    const why = error instanceof Error ? error.message : String(error);
    const message = lab.signal.aborted ? 'interrupted' : why;
    return fail(goesOn(trouble('E0714', 'infra', message), kept));
  }
}

/** A failure that says what is kept of the fit. */
function goesOn(failure: StageFailure, kept: string | undefined): StageFailure {
  if (kept === undefined) return failure;
  const hint = `${kept} is kept, and the next attempt goes on from it: run again, or let it be retried: \`retry: { attempts: 3 }\``;
  return { ...failure, hint };
}

function secondsLeft({ limitSeconds }: Lab, began: number): number | undefined {
  if (limitSeconds === undefined) return undefined;
  return Math.max(0.001, OF_THE_LIMIT * limitSeconds - (Date.now() - began) / 1000);
}

const textOf = ({ folder }: Lab): string => {
  try {
    return readFileSync(join(folder, 'log.txt'), 'utf8');
  } catch {
    return '';
  }
};

interface Watch {
  readonly hear: (text: string) => void;
  /** Keeps the interim potential as it is now; what is kept, in words. */
  readonly keep: () => string | undefined;
}

/** Follows what pacemaker prints. */
function openWatch(lab: Lab, { done, starts }: Start, maxIterations: number): Watch {
  let rest = '';
  let last: Iteration | undefined;
  let keptAt = Date.now();
  let kept: string | undefined;
  const keep = (): string | undefined => {
    if (last === undefined) return kept;
    const iterations = done + last.iteration;
    const now = { iterations, starts, isFitted: last.iteration > 0 };
    const what = keepCheckpoint(lab.checkpoint, lab.folder, now);
    if (what === 'interim') kept = `iteration ${iterations}`;
    if (what === 'step') kept = 'the last whole step of the ladder';
    return kept;
  };
  const hear = (text: string): void => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    const all = lines.map(iterationIn).filter((one) => one !== undefined);
    const found = all.at(-1);
    if (!found) return;
    const before = [last, ...all];
    const isNextStep = all.some(({ iteration }, i) => iteration < (before[i]?.iteration ?? 0));
    last = found;
    lab.progress(done + found.iteration, done + maxIterations, wordsOf(found));
    if (!isNextStep && Date.now() - keptAt < KEEP_EVERY) return;
    keep();
    keptAt = Date.now();
  };
  return { hear, keep };
}

const wordsOf = ({ loss, energyRmse, forcesRmse }: Iteration): string =>
  `iterations: loss ${loss.toExponential(3)}, RMSE ${(1000 * energyRmse).toPrecision(3)} meV/atom, ${(1000 * forcesRmse).toPrecision(3)} meV/Å`;
