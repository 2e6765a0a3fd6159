import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, type Result } from '../../base/result.ts';
import { unreachable } from '../../base/unreachable.ts';
import { DatabaseManager, type DatabaseOptions } from '../../stages/store/database-manager.ts';
import type { StoreError } from '../../stages/store/store-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { sayDiagnostics } from '../say.ts';

/** Opens a database that must be there and works with it; what fails is said, and is the exit code. */
export function withDatabase(
  file: string,
  json: boolean,
  work: (manager: DatabaseManager) => Result<ExitCode, StoreError>,
): ExitCode {
  const path = resolve(file);
  if (!existsSync(path)) {
    sayDiagnostics([errorDiagnostic('E0904', `there is no file ${file}`)], json);
    return EXIT.usage;
  }
  return openAnd(path, { readonly: true }, json, work);
}

/** Opens a database, made where there is none, and works with it. */
export function openAnd(
  path: string,
  options: DatabaseOptions,
  json: boolean,
  work: (manager: DatabaseManager) => Result<ExitCode, StoreError>,
): ExitCode {
  const opened = DatabaseManager.open(path, options);
  if (!opened.ok) return sayError(opened.error, json);
  using manager = opened.value;
  const done = work(manager);
  return done.ok ? done.value : sayError(done.error, json);
}

/** Says what a database did not do; the exit code is its kind. */
export function sayError(error: StoreError, json: boolean): ExitCode {
  sayDiagnostics([diagnosticOf(error)], json);
  return error.code === 'disk' ? EXIT.failed : EXIT.usage;
}

function diagnosticOf({ code, message }: StoreError): Diagnostic {
  switch (code) {
    case 'cannot-open':
    case 'unreadable':
      return errorDiagnostic('E0905', message);
    case 'refused':
    case 'absent':
      return errorDiagnostic('E0941', message);
    case 'locked':
      return errorDiagnostic('E0942', message);
    case 'disk':
      return errorDiagnostic('E0703', message);
    default:
      return unreachable(code);
  }
}

/** A failure of the command's own, as a database's. */
export const refused = (message: string): Result<never, StoreError> =>
  fail({ code: 'refused', message });
