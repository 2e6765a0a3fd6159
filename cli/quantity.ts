import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { DURATION_PATTERN, durationSeconds } from '../base/duration.ts';
import { fail, ok, type Result } from '../base/result.ts';

/** Reads an age as in `--older-than 30d`; milliseconds. */
export function parseAge(option: string, text: string): Result<number, Diagnostic> {
  if (new RegExp(DURATION_PATTERN).test(text)) return ok(durationSeconds(text) * 1000);
  const hint = 'write a number and a unit, as in 30d, 12h or 1d12h';
  return fail(errorDiagnostic('E0924', `${option} ${text}: this is not an age`, { hint }));
}

const UNITS: { readonly [unit: string]: number } = { '': 1, k: 1e3, m: 1e6, g: 1e9, t: 1e12 };

/** Reads a size as in `--max-size 5GB`; bytes, with decimal units. */
export function parseSize(option: string, text: string): Result<number, Diagnostic> {
  const [, number, unit = ''] = /^(\d+(?:\.\d+)?) ?([kMGT]?)B$/i.exec(text) ?? [];
  if (number !== undefined) return ok(Number(number) * (UNITS[unit.toLowerCase()] as number));
  const hint = 'write a number and a unit, as in 500MB, 5GB or 1.5TB';
  return fail(errorDiagnostic('E0925', `${option} ${text}: this is not a size`, { hint }));
}
