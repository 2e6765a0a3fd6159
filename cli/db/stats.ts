import { ok } from '../../base/result.ts';
import { statisticsWords } from '../../report/database.ts';
import { databaseStatistics } from '../../stages/store/database-statistics.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { withDatabase } from './open-database.ts';

/** `mlip-auto db stats FILE [SELECTION]`: what is in a database, by group, element and level of theory. */
export async function dbStats(
  file: string,
  selection: string | undefined,
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  return withDatabase(file, json, (manager) => {
    const rows = manager.select(selection ?? '');
    if (!rows.ok) return rows;
    const found = databaseStatistics(rows.value);
    const words = json ? JSON.stringify({ type: 'stats', ...found }) : statisticsWords(found);
    process.stdout.write(`${words}\n`);
    return ok(EXIT.done);
  });
}
