import { log } from '../elementary.ts';

/** What pw.x said on its way, where the XML says nothing: its standard output and its CRASH file. */
export interface PwLog {
  /** The program's version in its first line, `6.7MaX`. */
  readonly version?: string;
  /** The estimated accuracies of the last self-consistency loop, Ry, in order. */
  readonly accuracies: readonly number[];
  /** `Error in routine NAME (n): words`. */
  readonly error?: { readonly routine: string; readonly words: string };
  readonly notConverged: boolean;
  /** It stopped because of max_seconds. */
  readonly outOfTime: boolean;
  /** The correction of the forces for what is left of the self-consistency error, Ry/bohr. */
  readonly forceCorrection?: number;
  /** `JOB DONE.`, which proves nothing. */
  readonly done: boolean;
}

/** Reads what pw.x said; `crash` is the CRASH file of its folder (from 7.2 on, errors are only there). */
export function parsePwLog(text: string, crash = ''): PwLog {
  const version = /Program PWSCF v\.(\S+)/.exec(text)?.[1];
  const correction = /Total SCF correction =\s*(\S+)/.exec(text)?.[1];
  const error = findError(text) ?? findError(crash);
  const last = text.slice(Math.max(0, text.lastIndexOf('Self-consistent Calculation')));
  return {
    ...(version && { version }),
    accuracies: [...last.matchAll(/estimated scf accuracy\s+<\s*(\S+)\s+Ry/g)]
      .map(([, value]) => Number(value))
      .filter(Number.isFinite),
    ...(error && { error }),
    notConverged: text.includes('convergence NOT achieved'),
    outOfTime: text.includes('Maximum CPU time exceeded'),
    ...(correction &&
      Number.isFinite(Number(correction)) && { forceCorrection: Number(correction) }),
    done: text.includes('JOB DONE.'),
  };
}

function findError(text: string): PwLog['error'] {
  const found = /Error in routine\s+(\S+)\s+\(\s*(-?\d+)\):\s*\n((?:(?!\s*%%)[^\n]*\n?)*)/.exec(
    text,
  );
  if (!found) return undefined;
  const words = (found[3] as string)
    .trim()
    .split(/\s*\n\s*/)
    .filter(Boolean);
  return { routine: found[1] as string, words: words.join(' ') };
}

/**
 * The slope of log10 of the accuracy a step, over the last steps: -0.1 or less is a calculation that gets there
 * if only it may go on (aiida-quantumespresso's statistics, its issue 961). `undefined` below 3 steps.
 */
export function convergenceSlope(accuracies: readonly number[], last = 12): number | undefined {
  const points = accuracies.slice(-last).filter((value) => value > 0);
  if (points.length < 3) return undefined;
  const logs = points.map((value) => log(value) / Math.LN10);
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const middle = (points.length - 1) / 2;
  const average = mean(logs);
  let [above, below] = [0, 0];
  logs.forEach((value, i) => {
    above += (i - middle) * (value - average);
    below += (i - middle) * (i - middle);
  });
  return above / below;
}
