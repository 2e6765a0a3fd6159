import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { Database } from '../base/doors/sqlite.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { attempt, codeOf, guarded } from './failure.ts';
import { SCHEMA, SCHEMA_VERSION } from './schema.ts';

/** What SQLite binds: numbers up to 2^53 only (stamps are text for that reason). */
export type Bindable =
  | string
  | number
  | Uint8Array
  | { readonly [name: string]: string | number | Uint8Array };

type Connection = InstanceType<typeof Database>;
type Prepared = Database.Statement<Bindable[], unknown>;

/** How long a writer waits for another process's commit. */
const BUSY_MS = 10_000;

/** The connection to `.mlip/index.db`: statements prepared on first use, transactions that join. */
export class Index {
  readonly writable: boolean;
  readonly #db: Connection;
  readonly #prepared = new Map<string, Prepared>();
  readonly #beforeDurable: (() => void)[] = [];
  #open: 'none' | 'plain' | 'durable' = 'none';

  constructor(db: Connection, writable: boolean) {
    this.#db = db;
    this.writable = writable;
  }

  /** The first column of the first row. */
  value<T>(sql: string, ...values: Bindable[]): T | undefined {
    return guarded('read the index', () => this.#statement(sql, 'pluck').get(...values) as T);
  }

  /** All rows, as arrays of columns. */
  rows<T>(sql: string, ...values: Bindable[]): T[] {
    return guarded('read the index', () => this.#statement(sql, 'raw').all(...values) as T[]);
  }

  /** Executes a change; how many rows it touched. */
  change(sql: string, ...values: Bindable[]): number {
    if (!this.writable) throw new Error('internal error: a state opened for reading was written');
    return guarded('write the index', () => this.#statement(sql, 'run').run(...values).changes);
  }

  #statement(sql: string, shape: 'pluck' | 'raw' | 'run'): Prepared {
    const known = this.#prepared.get(sql);
    if (known) return known;
    const made: Prepared = this.#db.prepare<Bindable[], unknown>(sql);
    if (shape === 'pluck') made.pluck();
    if (shape === 'raw') made.raw();
    this.#prepared.set(sql, made);
    return made;
  }

  /** Registers what must be on the disk before a durable commit. */
  beforeDurable(work: () => void): void {
    this.#beforeDurable.push(work);
  }

  /** See {@link State.transaction}. */
  transaction<T>(work: () => T, durable: boolean): T {
    if (!this.writable) throw new Error('internal error: a state opened for reading was written');
    if (this.#open !== 'none') {
      if (durable && this.#open === 'plain') {
        throw new Error('internal error: a durable transaction inside one that is not');
      }
      return work();
    }
    if (durable) this.#run('PRAGMA synchronous = FULL');
    try {
      return this.#transact(work, durable);
    } finally {
      if (durable) this.#run('PRAGMA synchronous = NORMAL');
    }
  }

  #transact<T>(work: () => T, durable: boolean): T {
    this.#run('BEGIN IMMEDIATE');
    this.#open = durable ? 'durable' : 'plain';
    try {
      const result = work();
      if (result instanceof Promise) throw new Error('internal error: an asynchronous transaction');
      if (durable) for (const prepare of this.#beforeDurable) prepare();
      this.#run('COMMIT');
      return result;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      throw error;
    } finally {
      this.#open = 'none';
    }
  }

  #run(sql: string): void {
    guarded('write the index', () => this.#statement(sql, 'run').run());
  }

  /** Whether a transaction is open. */
  get inTransaction(): boolean {
    return this.#open !== 'none';
  }

  /** What SQLite's own check of the file finds; empty when it is sound. */
  check(): string[] {
    const lines = this.rows<[string]>('PRAGMA quick_check(20)').map(([line]) => line);
    return lines.length === 1 && lines[0] === 'ok' ? [] : lines;
  }

  close(): void {
    this.#db.close();
  }
}

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
    if (version === 0) version = create(db);
    if (version === SCHEMA_VERSION) return new Index(db, true);
    db.close();
    return version;
  });
}

function create(db: Connection): number {
  setWal(db);
  db.exec('BEGIN IMMEDIATE');
  const version = versionOf(db);
  if (version === 0) db.exec(`${SCHEMA} PRAGMA user_version = ${SCHEMA_VERSION};`);
  db.exec('COMMIT');
  return version === 0 ? SCHEMA_VERSION : version;
}

/** SQLite does not wait when two processes turn the log on at once, so wait here. */
function setWal(db: Connection): void {
  for (let left = 100; ; left--) {
    try {
      db.pragma('journal_mode = WAL');
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
  db.close();
  return version === 0 ? emptyIndex() : version;
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
  // Bytes 18 and 19 of the header say that there is a log; memory has none.
  image.fill(1, 18, 20);
  return new Database(image, { readonly: true });
}

function emptyIndex(): Index {
  const db = new Database(':memory:');
  db.exec(SCHEMA);
  return new Index(db, false);
}

const versionOf = (db: Connection): number => db.pragma('user_version', { simple: true }) as number;

function closingOnThrow<T>(db: Connection, work: () => T): T {
  try {
    return work();
  } catch (error) {
    db.close();
    throw error;
  }
}
