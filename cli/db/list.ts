import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ok } from '../../base/result.ts';
import { bytesWords } from '../../report/cache.ts';
import { tableWords } from '../../report/table.ts';
import { DatabaseManager } from '../../stages/store/database-manager.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { displayPath } from '../say.ts';
import { withDatabase } from './open-database.ts';

/** How deep below the current folder databases are looked for. */
const DEPTH = 3;

interface Listed {
  readonly path: string;
  readonly rows: number;
  readonly labelled: number;
  readonly bytes: number;
}

/** `mlip-auto db ls [FILES]`: the databases named, or those at and below the current folder, with their sizes. */
export async function dbList(
  files: readonly string[],
  { json }: { readonly json: boolean },
): Promise<ExitCode> {
  const found: Listed[] = [];
  for (const file of files) {
    const code = withDatabase(file, json, (manager) => ok(take(found, file, manager)));
    if (code !== EXIT.done) return code;
  }
  for (const path of files.length === 0 ? databasesBelow(process.cwd(), DEPTH) : []) {
    const opened = DatabaseManager.open(path, { readonly: true });
    if (!opened.ok) continue; // Another program's database.
    using manager = opened.value;
    take(found, displayPath(path), manager);
  }
  process.stdout.write(`${wordsOf(found, json)}\n`);
  return EXIT.done;
}

function take(found: Listed[], path: string, manager: DatabaseManager): ExitCode {
  const count = (selection: string): number => {
    const counted = manager.count(selection);
    return counted.ok ? counted.value : 0;
  };
  const bytes = statSync(resolve(path)).size;
  found.push({ path, rows: count(''), labelled: count('energy'), bytes });
  return EXIT.done;
}

function wordsOf(found: readonly Listed[], json: boolean): string {
  if (json) return found.map((one) => JSON.stringify({ type: 'database', ...one })).join('\n');
  if (found.length === 0) return `no ase.db at or below this folder (${DEPTH} levels)`;
  const lines = found.map(({ path, rows, labelled, bytes }) => [
    path,
    String(rows),
    String(labelled),
    bytesWords(bytes),
  ]);
  return tableWords(['database', 'rows', 'labelled', 'size'], lines).join('\n');
}

function databasesBelow(folder: string, depth: number): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.name.startsWith('.') || entry.name === 'node_modules') return [];
      if (entry.isDirectory()) return depth > 1 ? databasesBelow(path, depth - 1) : [];
      return entry.isFile() && entry.name.endsWith('.db') ? [path] : [];
    });
}
