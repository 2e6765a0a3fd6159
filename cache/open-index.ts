import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { Database } from '../base/doors/sqlite.ts';
import { isShared } from '../base/network-disk.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { attempt, codeOf, guarded } from './failure.ts';
import { Index } from './index-db.ts';
import { migrate, versionOf } from './migrate.ts';
import { SCHEMA_STEPS, SCHEMA_VERSION } from './schema.ts';

type Connection = InstanceType<typeof Database>;

/** How long a writer waits for another process's commit. */
const BUSY_MS = 10_000;

/** Opens the index of a state folder; in mode `read` a folder without one is as an empty one. */
export function openIndex(folder: string, mode: 'read' | 'write'): Result<Index, Diagnostic> {
  const opened = attempt(() =>
    guarded('open the index', () => {
      const file = join(folder, 'index.db');
      return mode === 'write' ? openWritable(file) : openReadable(file);
    }),
  );
  if (!opened.ok) return opened;
  return typeof opened.value === 'number' ? fail(tooNew(folder, opened.value)) : ok(opened.value);
}

function tooNew(folder: string, version: number): Diagnostic {
  return errorDiagnostic(
    'E0701',
    `${folder} was written by a newer mlip-autopipec: its index has version ${version}, this program knows ${SCHEMA_VERSION}`,
    { hint: 'update mlip-autopipec, or use another workspace; nothing was changed' },
  );
}

/** An {@link Index}, or the version that this program does not know. */
function openWritable(file: string): Index | number {
  const db = new Database(file, { timeout: BUSY_MS });
  return closingOnThrow(db, () => {
    let version = versionOf(db);
    if (isShared(dirname(file))) setJournal(db, 'DELETE');
    else if (version === 0) setJournal(db, 'WAL');
    if (version < SCHEMA_VERSION) version = migrate(db, SCHEMA_STEPS);
    if (version === SCHEMA_VERSION) return new Index(db, true);
    db.close();
    return version;
  });
}

/**
 * The log beside the index needs memory that its readers share, which machines cannot. SQLite does not wait
 * when two processes turn it on or off at once, so wait here.
 */
function setJournal(db: Connection, mode: 'WAL' | 'DELETE'): void {
  for (let left = 100; ; left--) {
    try {
      db.pragma(`journal_mode = ${mode}`);
      return;
    } catch (error) {
      if (codeOf(error) !== 'SQLITE_BUSY' || left === 0) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function openReadable(file: string): Index | number {
  if (!existsSync(file)) return emptyIndex();
  const [db, version] = openReadOnly(file);
  if (version === SCHEMA_VERSION) return new Index(db, false);
  try {
    if (version === 0) return emptyIndex();
    return version < SCHEMA_VERSION ? migratedCopy(db) : version;
  } finally {
    db.close();
  }
}

/** A reader changes nothing: it brings a copy in memory to this program's tables. */
function migratedCopy(db: Connection): Index {
  const image = db.serialize();
  forgetLog(image);
  const copy = new Database(image);
  return closingOnThrow(copy, () => {
    migrate(copy, SCHEMA_STEPS);
    return new Index(copy, false);
  });
}

/** In a folder that may not be written, SQLite has no place for its shared memory. */
function openReadOnly(file: string): [Connection, number] {
  const db = new Database(file, { readonly: true, timeout: BUSY_MS });
  try {
    return [db, versionOf(db)];
  } catch (error) {
    db.close();
    if (!/^SQLITE_(CANTOPEN|READONLY)/.test(codeOf(error) ?? '') || hasLog(file)) {
      throw error;
    }
  }
  const copy = openCopy(file);
  return closingOnThrow(copy, () => [copy, versionOf(copy)]);
}

const hasLog = (file: string): boolean =>
  (statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;

/** Reads the whole file into memory; without a log beside it, it is complete. */
function openCopy(file: string): Connection {
  const image = readFileSync(file);
  forgetLog(image);
  return new Database(image, { readonly: true });
}

/** Bytes 18 and 19 of the header say that there is a log; memory has none. */
const forgetLog = (image: Buffer): Buffer => image.fill(1, 18, 20);

function emptyIndex(): Index {
  const db = new Database(':memory:');
  migrate(db, SCHEMA_STEPS);
  return new Index(db, false);
}

function closingOnThrow<T>(db: Connection, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}
