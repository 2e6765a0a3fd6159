import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok } from '../../base/result.ts';
import { levelNamed } from '../../science/label.ts';
import { DatabaseManager } from '../../stages/store/database-manager.ts';
import { mergeDatabases } from '../../stages/store/merge-databases.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { openAnd, refused, sayError } from './open-database.ts';

interface MergeVerbOptions {
  readonly level?: string;
  readonly mix: boolean;
  readonly json: boolean;
}

/** `mlip-auto db merge INTO FILES`: adds the rows of databases to one, all or none; repeated rows once. */
export async function dbMerge(
  into: string,
  files: readonly string[],
  options: MergeVerbOptions,
): Promise<ExitCode> {
  const sources: DatabaseManager[] = [];
  try {
    for (const file of files) {
      const opened = DatabaseManager.open(resolve(file), { readonly: true });
      if (!opened.ok) return sayError(opened.error, options.json);
      sources.push(opened.value);
    }
    if (files.some((file) => resolve(file) === resolve(into))) {
      const same = refused(`${into} cannot be merged into itself`);
      return same.ok ? EXIT.done : sayError(same.error, options.json);
    }
    const isNew = !existsSync(into);
    return openAnd(resolve(into), {}, options.json, (target) => {
      const merged = mergeDatabases(target, sources, {
        mix: options.mix,
        ...(options.level && { level: levelNamed(options.level) }),
      });
      if (!merged.ok) return merged;
      const line = options.json
        ? JSON.stringify({ type: 'merge', into, created: isNew, ...merged.value })
        : `${into}: ${merged.value.added} rows added, ${merged.value.repeated} were there already`;
      process.stdout.write(`${line}\n`);
      return ok(EXIT.done);
    });
  } finally {
    for (const source of sources) source.close();
  }
}
