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
  /** Somebody asked it to stop, by a file `pwscf.EXIT`. */
  readonly stopped: boolean;
  /** Magnetic moments of the atoms, Bohr magnetons, integrated in a sphere around each; only with spin. */
  readonly moments?: readonly number[];
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
    stopped: text.includes('Program stopped by user request'),
    ...momentsIn(last),
    ...(correction &&
      Number.isFinite(Number(correction)) && { forceCorrection: Number(correction) }),
    done: text.includes('JOB DONE.'),
  };
}

/** The last list of them; the words are those of 6.7 and those of 6.8 and later. */
function momentsIn(text: string): Pick<PwLog, 'moments'> {
  const list = text.slice(Math.max(0, text.lastIndexOf('Magnetic moment per site')));
  const line = /^ *atom:? +\d+ +(?:\(R=[^)]*\) +)?charge[:=] *\S+ +magn[:=] *(\S+)/gm;
  const moments = [...list.matchAll(line)].map(([, value]) => Number(value));
  return moments.length > 0 && moments.every(Number.isFinite) ? { moments } : {};
}

/** `Error in routine NAME (n):` on the standard output, `from NAME : error # n` in CRASH; its words follow. */
const ERROR = [
  /Error in routine\s+(\S+)\s+\(\s*-?\d+\):\s*\n((?:(?!\s*%%)[^\n]*\n?)*)/,
  /from\s+(\S+)\s*:\s*error\s*#\s*-?\d+\s*\n((?:(?!\s*%%)[^\n]*\n?)*)/,
] as const;

function findError(text: string): PwLog['error'] {
  const found = ERROR[0].exec(text) ?? ERROR[1].exec(text);
  if (found) {
    const [, routine = '', said = ''] = found;
    const words = said.trim().split(/\s*\n\s*/);
    return { routine, words: words.filter(Boolean).join(' ') };
  }
  // The dispersion correction stops in its own way, with exit code 0.
  const stopped = /program stopped due to: *([^\n]+)/.exec(text)?.[1];
  return stopped === undefined ? undefined : { routine: 'dispersion', words: stopped.trim() };
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
