import { StateFailure } from '../cache/failure.ts';
import { ChangedCode } from '../engine/changed-code.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { sayDiagnostics } from './say.ts';

/** What the disk refused, and code that was edited meanwhile, is told as a diagnostic; anything else that was thrown is a bug of ours, with its stack. */
export function sayThrown(error: unknown, json: boolean): ExitCode {
  if (error instanceof StateFailure || error instanceof ChangedCode) {
    sayDiagnostics([error.diagnostic], json);
    return EXIT.failed;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `This is a bug of mlip-auto, not yours. What was finished is kept.\nPlease report it with this text:\n${stack}\n`,
  );
  return EXIT.failed;
}
