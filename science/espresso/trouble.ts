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
  /** Why the XML is not whole, or why its numbers are not accepted. */
  readonly refusal?: Refusal | string;
}

/** Names the trouble of a failed attempt. What the program says comes before what its code says. */
export function troubleOf({ exitCode, log, refusal }: FailedAttempt): Trouble {
  const { error } = log;
  if (error) return errorTrouble(error);
  if (log.outOfTime) return { kind: 'time', message: 'pw.x ran out of time' };
  if (log.notConverged) return scfTrouble(log, 'self-consistency was not reached');
  if (exitCode > 128) {
    const message = `pw.x was killed by signal ${exitCode - 128}`;
    return { kind: 'machine', message };
  }
  if (typeof refusal === 'string') {
    return {
      kind: 'machine',
      message: `pw.x left no whole result (${refusal}): is its disk full?`,
    };
  }
  if (refusal?.kind === 'bands') return { kind: 'bands', message: refusal.message };
  if (refusal?.kind === 'scf') return scfTrouble(log, refusal.message);
  if (refusal) return { kind: 'unsound', message: refusal.message };
  return { kind: 'machine', message: `pw.x ended with code ${exitCode} and said no reason` };
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
