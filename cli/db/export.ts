import { closeSync, existsSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok, type Result } from '../../base/result.ts';
import type { IdentifiedRow, RowInTurn } from '../../stages/store/database-manager.ts';
import {
  cannotExport,
  EXPORT_FORMATS,
  type ExportFormat,
  exportRows,
} from '../../stages/store/export-rows.ts';
import type { StoreError } from '../../stages/store/store-error.ts';
import { EXIT, type ExitCode } from '../exit.ts';
import { refused, withDatabase } from './open-database.ts';

interface ExportOptions {
  readonly where?: string;
  readonly force: boolean;
  readonly json: boolean;
}

/** `mlip-auto db export FILE OUT`: rows as extended XYZ, JSON lines, CSV, CIF or POSCAR, as the name of OUT ends. */
export async function dbExport(
  file: string,
  out: string,
  options: ExportOptions,
): Promise<ExitCode> {
  return withDatabase(file, options.json, (manager) => {
    const format = EXPORT_FORMATS.find((ending) => out.endsWith(`.${ending}`));
    if (!format) {
      return refused(`${out}: the format is told by the ending: ${EXPORT_FORMATS.join(', ')}`);
    }
    if (existsSync(out) && !options.force)
      return refused(`${out} is there already (--force replaces it)`);
    const rows = manager.select(options.where ?? '');
    if (!rows.ok) return rows;
    const written = write(rows.value, format, resolve(out));
    if (!written.ok) return written;
    const line = options.json
      ? JSON.stringify({ type: 'export', rows: written.value, path: out })
      : `${written.value} rows in ${out}`;
    process.stdout.write(`${line}\n`);
    return ok(EXIT.done);
  });
}

/** Writes beside the file and renames, so that it is there wholly or not at all. */
function write(
  rows: Iterable<RowInTurn>,
  format: ExportFormat,
  path: string,
): Result<number, StoreError> {
  const temporary = `${path}.${process.pid}.part`;
  const file = openSync(temporary, 'wx');
  let count = 0;
  let broken: StoreError | undefined;
  function* sound(): Generator<IdentifiedRow> {
    for (const { row } of rows) {
      if (!row.ok) broken = row.error;
      if (!row.ok) return;
      const wrong = cannotExport(row.value, format, count);
      if (wrong !== undefined) broken = { code: 'refused', message: wrong };
      if (broken) return;
      count++;
      yield row.value;
    }
  }
  try {
    for (const text of exportRows(sound(), format)) writeSync(file, text);
    closeSync(file);
    if (broken) return { ok: false, error: broken };
    renameSync(temporary, path);
    return ok(count);
  } finally {
    rmSync(temporary, { force: true });
  }
}
