import { ok } from '../../base/result.ts';
import { rowsWords } from '../../report/database.ts';
import { rowFacts } from '../../stages/store/row-facts.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { refused, withDatabase } from './open-database.ts';

interface QueryOptions {
  readonly sort?: string;
  readonly limit: string;
  readonly offset: string;
  readonly json: boolean;
}

/** `mlip-auto db query FILE [SELECTION]`: the rows that a selection in ASE's language selects. */
export async function dbQuery(
  file: string,
  selection: string | undefined,
  options: QueryOptions,
): Promise<ExitCode> {
  return withDatabase(file, options.json, (manager) => {
    const [limit, offset] = [options.limit, options.offset].map(Number) as [number, number];
    if (!Number.isInteger(limit) || limit < 0)
      return refused(`--limit ${options.limit} is no number of rows`);
    if (!Number.isInteger(offset) || offset < 0)
      return refused(`--offset ${options.offset} is no number of rows`);
    const total = manager.count(selection);
    if (!total.ok) return total;
    const { sort } = options;
    const selected = manager.select(selection ?? '', { ...(sort && { sort }), limit, offset });
    if (!selected.ok) return selected;
    const facts = [];
    for (const { row } of selected.value) {
      if (!row.ok) return row;
      facts.push(rowFacts(row.value));
    }
    const words = options.json
      ? facts.map((row) => JSON.stringify({ type: 'row', ...row })).join('\n')
      : rowsWords(facts, total.value - offset);
    if (words !== '') process.stdout.write(`${words}\n`);
    return ok(EXIT.done);
  });
}
