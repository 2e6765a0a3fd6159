import type { Database } from '../base/doors/sqlite.ts';
import { type DamageLog, openDamageLog } from './damage.ts';
import { codeOf, guarded, StateFailure } from './failure.ts';

/** What SQLite binds: numbers up to 2^53 only (stamps are text for that reason). */
export type Bindable =
  | string
  | number
  | Uint8Array
  | { readonly [name: string]: string | number | Uint8Array };

type Connection = InstanceType<typeof Database>;
type Prepared = Database.Statement<Bindable[], unknown>;

/** Rows that need not be there before the next commit: what they say can be found out again. */
export interface LateRows {
  /** Whether there are any. */
  waiting(): boolean;
  /** Writes them all, inside a transaction. */
  write(): void;
  /** They are committed. */
  written(): void;
}

/** The connection to `.mlip/index.db`: statements prepared on first use, transactions that join. */
export class Index {
  readonly writable: boolean;
  /** Rows that were found not to be as they were written. */
  readonly damage: DamageLog = openDamageLog();
  readonly #db: Connection;
  readonly #prepared = new Map<string, Prepared>();
  readonly #beforeDurable: (() => void)[] = [];
  readonly #late: LateRows[] = [];
  #open: 'none' | 'plain' | 'durable' = 'none';
  #written = 0;

  readonly #opened: number;

  constructor(db: Connection, writable: boolean) {
    this.#db = db;
    this.writable = writable;
    this.#opened = this.#version();
  }

  /** What SQLite counts up for this connection whenever another one has committed. */
  #version(): number {
    return guarded(
      'read the index',
      () => this.#statement('PRAGMA data_version', 'pluck').get() as number,
    );
  }

  /** Whether nobody but this connection has written since it was opened. */
  get onlyOurs(): boolean {
    return this.#version() === this.#opened;
  }

  /**
   * Brings every commit into the file itself, and says whether that could be. It may wait till another day: a
   * reader can be in the way, or a full disk, and what is committed is safe without it.
   */
  checkpoint(): boolean {
    this.flush();
    try {
      this.#db.pragma('wal_checkpoint(TRUNCATE)');
      return true;
    } catch (error) {
      if (codeOf(error) === undefined) throw error;
      return false;
    }
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
    this.#written += 1;
    return guarded('write the index', () => this.#statement(sql, 'run').run(...values).changes);
  }

  /** Another number whenever rows may not be what this connection read before, by its own doing. */
  get written(): number {
    return this.#written;
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

  /** Registers rows that are written along with the next commit, at the latest when this is closed. */
  addLate(rows: LateRows): void {
    this.#late.push(rows);
  }

  /** Writes what waits for a commit. */
  flush(): void {
    const waiting =
      this.writable && this.#open === 'none' && this.#late.some((rows) => rows.waiting());
    if (waiting) this.transaction(() => {}, false);
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
    const late = this.#late.filter((rows) => rows.waiting());
    try {
      for (const rows of late) rows.write();
      const result = work();
      if (result instanceof Promise) throw new Error('internal error: an asynchronous transaction');
      if (durable) for (const prepare of this.#beforeDurable) prepare();
      this.#run('COMMIT');
      for (const rows of late) rows.written();
      return result;
    } catch (error) {
      this.#written += 1;
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

  /** Gives room back to the disk where a quarter of the file is empty. It may wait till another day. */
  compact(): void {
    const pages = this.value<number>('PRAGMA page_count') ?? 0;
    const free = this.value<number>('PRAGMA freelist_count') ?? 0;
    if (free * 4 < pages) return;
    try {
      this.#db.exec('VACUUM');
    } catch (error) {
      if (!/^SQLITE_(BUSY|LOCKED|FULL|IOERR)/.test(codeOf(error) ?? '')) throw error;
    }
  }

  close(): void {
    try {
      this.flush();
    } catch (error) {
      // A disk that refuses them: they are found out again.
      if (codeOf(error) === undefined && !(error instanceof StateFailure)) throw error;
    } finally {
      this.#db.close();
    }
  }
}
