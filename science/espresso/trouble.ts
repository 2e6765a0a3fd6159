import type { Refusal } from './accept.ts';
import { convergenceSlope, type PwLog } from './pw-log.ts';

/** What went wrong with an attempt, by what can be done about it. */
export type Trouble =
  /** Self-consistency was not reached; `slope` of log10 of the error a step, where there are enough steps. */
  | { readonly kind: 'scf'; readonly slope: number | undefined; readonly message: string }
  /** The eigenvalue solver failed. */
  | { readonly kind: 'diagonalisation'; readonly message: string }
  /** Too few bands. */
  | { readonly kind: 'bands'; readonly message: string }
  /** Stopped cleanly, for lack of time. */
  | { readonly kind: 'time'; readonly message: string }
  /** The input is wrong: no repetition mends it. */
  | { readonly kind: 'input'; readonly message: string }
  /** Killed, no space, a node lost. */
  | { readonly kind: 'machine'; readonly message: string }
  /** It ended, and is another calculation than was asked for. */
  | { readonly kind: 'another'; readonly message: string }
  /** It ended, and its result cannot be believed. */
  | { readonly kind: 'unsound'; readonly message: string };

/** Errors of routines, and what of their words, that another eigenvalue solver gets around. */
const SOLVER =
  /cholesky|bands are not converged|S matrix not positive|zhegvd|dsygvd|QR|eigenvector|diaghg|broyden|factorization/i;
/** Routines that stop on what is wrong with the machine. */
const MACHINE =
  /^(davcio|check_tempdir|open|opnfil|diropn|seqopn|save_|write_|mp_|restart|read_file|pw_restart|allocate|buffers)/i;

/** What is known of an attempt that gave no accepted result. */
export interface FailedAttempt {
  /** As a shell has it: 137 where it was killed. */
  readonly exitCode: number;
  readonly log: PwLog;
  /** Its standard error: worth reading only where the program itself says nothing. */
  readonly stderr?: string;
  /** Why the XML is not whole, or why its numbers are not accepted. */
  readonly refusal?: Refusal | string;
}

/** Signals are below this; pw.x ends with 255 of its own. */
const SIGNALS = 65;

/** Names the trouble of a failed attempt. What the program says comes before what its code says. */
export function troubleOf(attempt: FailedAttempt): Trouble {
  const { exitCode, log, refusal } = attempt;
  if (log.error) return errorTrouble(log.error);
  if (log.outOfTime) return { kind: 'time', message: 'pw.x ran out of time' };
  if (log.stopped) return { kind: 'time', message: 'pw.x was asked to stop by a file EXIT' };
  if (log.notConverged) return scfTrouble(log, 'self-consistency was not reached');
  if (exitCode > 128 && exitCode < 128 + SIGNALS) {
    return { kind: 'machine', message: `pw.x was killed by signal ${exitCode - 128}` };
  }
  return refusal === undefined ? silentTrouble(attempt) : refusalTrouble(refusal, log);
}

function refusalTrouble(refusal: Refusal | string, log: PwLog): Trouble {
  if (typeof refusal === 'string') {
    const message = `pw.x left no whole result (${refusal}): is its disk full?`;
    return { kind: 'machine', message };
  }
  const { kind, message } = refusal;
  if (kind === 'scf') return scfTrouble(log, message);
  return { kind: kind === 'other' ? 'unsound' : kind, message };
}

/** What a launcher, or Fortran's own run time, says where the program says nothing. */
const TELLING =
  /runtime error|error allocating|not enough|detected|not found|no such|denied|cannot|unable/i;

function silentTrouble({ exitCode, log, stderr = '' }: FailedAttempt): Trouble {
  const lines = stderr.split('\n').map((line) => line.trim());
  const telling = lines.find((line) => TELLING.test(line) && !line.includes('ORTE_ERROR_LOG'));
  const reason = telling ?? 'it said no reason';
  const what = log.version === undefined ? 'did not start' : 'ended';
  return { kind: 'machine', message: `pw.x ${what} (code ${exitCode}): ${reason.slice(0, 200)}` };
}

function errorTrouble({ routine, words }: NonNullable<PwLog['error']>): Trouble {
  const message = `pw.x: ${words} (${routine})`;
  if (/too few bands/i.test(words)) return { kind: 'bands', message };
  if (SOLVER.test(words) || SOLVER.test(routine)) return { kind: 'diagonalisation', message };
  if (MACHINE.test(routine)) return { kind: 'machine', message };
  return { kind: 'input', message };
}

const scfTrouble = ({ accuracies }: PwLog, words: string): Trouble => {
  const slope = convergenceSlope(accuracies);
  const pace = slope === undefined ? '' : ` (10^${slope.toFixed(2)} a step at the end)`;
  return { kind: 'scf', slope, message: `${words} after ${accuracies.length} steps${pace}` };
};
