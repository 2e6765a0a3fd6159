import { ok } from '../../base/result.ts';
import { checkWords } from '../../report/database.ts';
import { checkDatabase } from '../../stages/store/check-database.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { withDatabase } from './open-database.ts';

/** `mlip-auto db check FILE`: looks over the file and every row; 1 where anything is wrong. */
export async function dbCheck(
  file: string,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  return withDatabase(file, json, (manager) => {
    const found = checkDatabase(manager);
    const words = json ? JSON.stringify({ type: 'check', ...found }) : checkWords(found);
    process.stdout.write(`${words}\n`);
    return ok(found.findings.length === 0 ? EXIT.done : EXIT.failed);
  });
}
