import { existsSync } from 'node:fs';
import { Database } from '../../../base/doors/sqlite.ts';
import { ok, type Result } from '../../../base/result.ts';
import { ASE_DB_VERSION, CREATE_STATEMENTS } from '../../../science/ase-db/schema.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import type { OpenOptions } from './open-options.ts';

/** Opens an ase.db, making an empty one where there is no file. The caller holds the write lock then. */
export function openFile(
  path: string,
  options: OpenOptions,
): Result<Database.Database, StoreError> {
  if (!existsSync(path) && options.readonly)
    return storeFailure('cannot-open', `${path}: no such file`);
  let db: Database.Database | undefined;
  try {
    db = new Database(path, { readonly: options.readonly ?? false, timeout: 20_000 });
    if (!options.readonly) configure(db, options);
    if (!options.readonly && isEmpty(db)) db.exec(`BEGIN; ${CREATE_STATEMENTS.join('; ')}; COMMIT`);
    const wrong = checkVersion(db);
    if (!wrong) return ok(db);
    db.close();
    return storeFailure('cannot-open', `${path}: ${wrong}`);
  } catch (error) {
    db?.close();
    if (!(error instanceof Database.SqliteError)) throw error;
    return storeFailure('cannot-open', `${path}: ${error.message}`);
  }
}

/** True of a file without tables: one just made, or one whose maker was killed. */
const isEmpty = (db: Database.Database): boolean =>
  db.prepare('SELECT 1 FROM sqlite_master').get() === undefined;

function configure(db: Database.Database, { scratch }: OpenOptions): void {
  // Two rows of 32 atoms fit into a page, where SQLite's own 4096 takes one and is left half empty.
  db.pragma('page_size = 8192');
  db.pragma('journal_mode = DELETE');
  db.pragma('cache_size = -65536');
  // As in ASE: to take a row away would read whole tables for what refers to it.
  db.pragma('foreign_keys = OFF');
  if (scratch) db.pragma('synchronous = OFF');
}

function checkVersion(db: Database.Database): string | undefined {
  const tables = db
    .prepare(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('systems', 'information')",
    )
    .all();
  if (tables.length !== 2) return 'not a database of ASE';
  const row = db.prepare("SELECT value FROM information WHERE name = 'version'").get() as
    | { value: string }
    | undefined;
  if (row?.value === String(ASE_DB_VERSION)) return undefined;
  return `its format is version ${row?.value ?? 'unknown'}, understood is ${ASE_DB_VERSION} (ASE writes it anew with: ase db OLD --insert-into NEW)`;
}
