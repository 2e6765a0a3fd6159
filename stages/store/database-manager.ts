import { Database } from '../../base/doors/sqlite.ts';
import { ok, type Result } from '../../base/result.ts';
import { decodeRow, type RawRow } from '../../science/ase-db/decode-row.ts';
import type { AseRow } from '../../science/ase-db/row.ts';
import type { Label } from '../../science/label.ts';
import type { Structure } from '../../science/structure.ts';
import type { DatabaseMetadata } from './ase-db/database-metadata.ts';
import { deleteRows, updateRows } from './ase-db/edit-rows.ts';
import { type HeldLock, releaseLock, takeLock } from './ase-db/lock-file.ts';
import { readMetadata, writeMetadata } from './ase-db/metadata.ts';
import { openFile } from './ase-db/open-file.ts';
import type { OpenOptions } from './ase-db/open-options.ts';
import type { RowChange } from './ase-db/row-change.ts';
import type { SelectOptions } from './ase-db/select-options.ts';
import { countRows, selectIds } from './ase-db/select-rows.ts';
import { type Statements, statementsOf } from './ase-db/statements.ts';
import { writeRow } from './ase-db/writer.ts';
import { type StoreError, storeFailure } from './store-error.ts';
import { type RowMetadata, storedRow } from './stored-row.ts';

/** A row as read: its number in the file beside what it holds. */
export interface IdentifiedRow extends AseRow {
  readonly id: number;
}

/** A row in its turn; a broken one is a failure, and the others follow. */
export interface RowInTurn {
  readonly id: number;
  readonly row: Result<IdentifiedRow, StoreError>;
}

/** How to open a database. */
export interface DatabaseOptions extends OpenOptions {
  /** How long to wait while another program writes, ms; 20,000 where left out. */
  readonly lockTimeout?: number;
}

const PATIENCE = 20_000;

/**
 * An ase.db file, open: it adds labelled and unlabelled structures and reads any row back. What is wrong
 * is refused at the door, so that nothing that is not finite, misshapen or unreadable for ASE is ever in
 * the file. A write takes ASE's own lock file, and is there wholly or not at all.
 */
export class DatabaseManager {
  readonly path: string;
  readonly #db: Database.Database;
  readonly #statements: Statements;
  readonly #patience: number;
  readonly #writable: boolean;
  #inTransaction = false;
  /** The place of the next row that does not say its own; counted once a transaction. */
  #nextPlace: number | undefined;

  private constructor(path: string, db: Database.Database, options: DatabaseOptions) {
    this.path = path;
    this.#db = db;
    this.#statements = statementsOf(db);
    this.#patience = options.lockTimeout ?? PATIENCE;
    this.#writable = !options.readonly;
  }

  /** Opens the database at `path`; where there is no file, makes an empty one. */
  static open(path: string, options: DatabaseOptions = {}): Result<DatabaseManager, StoreError> {
    const open = (): Result<DatabaseManager, StoreError> => {
      const opened = openFile(path, options);
      return opened.ok ? ok(new DatabaseManager(path, opened.value, options)) : opened;
    };
    return options.readonly ? open() : locked(path, options.lockTimeout ?? PATIENCE, open);
  }

  /**
   * Stores a structure with its label and returns the row's id. Refused (the message names the item and
   * the reason): values that are not finite, arrays of a wrong length, atoms at the same place, a cell
   * without volume, a stress without a cell, keys that ASE does not take, a label stored before at the
   * same place.
   */
  saveDftResult(
    atoms: Structure,
    result: Label,
    metadata: RowMetadata = {},
  ): Result<number, StoreError> {
    return this.#save(atoms, result, metadata);
  }

  /** Stores a structure that has no label, marked `labelled=False`. Refused as a labelled one is. */
  saveStructure(atoms: Structure, metadata: RowMetadata = {}): Result<number, StoreError> {
    return this.#save(atoms, undefined, metadata);
  }

  /** Stores structures that have no label: all of them or none. */
  saveStructures(
    structures: readonly { readonly atoms: Structure; readonly metadata?: RowMetadata }[],
  ): Result<readonly number[], StoreError> {
    return this.transaction(() => {
      const ids: number[] = [];
      for (const { atoms, metadata } of structures) {
        const saved = this.saveStructure(atoms, metadata);
        if (!saved.ok) return saved;
        ids.push(saved.value);
      }
      return ok(ids);
    });
  }

  #save(
    atoms: Structure,
    label: Label | undefined,
    metadata: RowMetadata,
  ): Result<number, StoreError> {
    if (!this.#inTransaction) return this.transaction(() => this.#save(atoms, label, metadata));
    const place = metadata.place ?? this.#nextPlace ?? this.#lastId();
    const row = storedRow(atoms, label, metadata, place);
    if (typeof row === 'string') {
      return storeFailure('refused', `${named(metadata, place)}: ${row}`);
    }
    const id = writeRow(this.#statements, row);
    if (metadata.place === undefined) this.#nextPlace = place + 1;
    return ok(id);
  }

  /** How many rows a selection has (ASE's query language); all of them where it is left out. */
  count(selection = ''): Result<number, StoreError> {
    return countRows(this.#statements, selection);
  }

  /** The row with this id, or the only one that a selection selects. */
  get(which: number | string): Result<IdentifiedRow, StoreError> {
    if (typeof which === 'number') return this.#read(which);
    const ids = selectIds(this.#statements, which, { limit: 2 });
    if (!ids.ok) return ids;
    const [only, more] = ids.value;
    if (only === undefined) return storeFailure('absent', `${this.path} has no row ${which}`);
    return more === undefined
      ? this.#read(only)
      : storeFailure('refused', `more than one row of ${this.path} fits ${which}`);
  }

  /**
   * The rows of a selection in ASE's query language (`Cu>3,energy<-1,config_type=eos`), one after the
   * other; by id, or as `sort` says. Rows may be changed meanwhile.
   */
  select(selection: string, options: SelectOptions = {}): Result<Iterable<RowInTurn>, StoreError> {
    const ids = selectIds(this.#statements, selection, options);
    return ids.ok ? ok(this.#readAll(ids.value)) : ids;
  }

  /** All rows in the order of their ids, a page at a time: of a database of any size little is in memory. */
  *iterate(): Generator<RowInTurn> {
    const page = 'SELECT id FROM systems WHERE id > ? ORDER BY id LIMIT 256';
    let last = -1;
    for (;;) {
      const ids = this.#statements(page).pluck().all(last) as number[];
      if (ids.length === 0) return;
      yield* this.#readAll(ids);
      last = ids.at(-1) as number;
    }
  }

  /** Gives a row other searchable keys or data; its atoms and its label stay. Refused as a new row is. */
  update(id: number, change: RowChange): Result<void, StoreError> {
    return this.updateMany(new Map([[id, change]]));
  }

  /** As {@link update}, many rows by their ids in one pass over the file: all of them or none. */
  updateMany(changes: ReadonlyMap<number, RowChange>): Result<void, StoreError> {
    if (!this.#inTransaction) return this.transaction(() => this.updateMany(changes));
    return updateRows(this.#statements, changes);
  }

  /** Takes away the rows of a selection, or one row by its id; says how many. */
  delete(which: number | string): Result<number, StoreError> {
    if (!this.#inTransaction) return this.transaction(() => this.delete(which));
    const ids = selectIds(this.#statements, typeof which === 'number' ? `id=${which}` : which, {});
    if (!ids.ok) return ids;
    deleteRows(this.#statements, ids.value);
    return ok(ids.value.length);
  }

  /** What the database says about itself. */
  metadata(): Result<DatabaseMetadata, StoreError> {
    return readMetadata(this.#statements);
  }

  /** Replaces what the database says about itself. */
  setMetadata(metadata: DatabaseMetadata): Result<void, StoreError> {
    if (!this.#inTransaction) return this.transaction(() => this.setMetadata(metadata));
    return writeMetadata(this.#statements, metadata);
  }

  #lastId(): number {
    return this.#statements('SELECT coalesce(max(id), 0) FROM systems').pluck().get() as number;
  }

  #read(id: number): Result<IdentifiedRow, StoreError> {
    const raw = this.#statements('SELECT * FROM systems WHERE id = ?').get(id);
    return raw ? readRow(raw as RawRow) : storeFailure('absent', `${this.path} has no row ${id}`);
  }

  *#readAll(ids: readonly unknown[]): Generator<RowInTurn> {
    for (const id of ids as readonly number[]) {
      const row = this.#read(id);
      if (row.ok || row.error.code !== 'absent') yield { id, row };
    }
  }

  /**
   * Everything that `work` saves, or nothing of it where it fails or throws. The lock file is held
   * meanwhile. Must not be nested.
   */
  transaction<T, E>(work: () => Result<T, E>): Result<T, E | StoreError> {
    if (this.#inTransaction) throw new Error('internal error: a transaction inside a transaction');
    if (!this.#writable)
      return storeFailure('cannot-open', `${this.path} is open for reading only`);
    return locked(this.path, this.#patience, () => this.#commit(work));
  }

  #commit<T, E>(work: () => Result<T, E>): Result<T, E | StoreError> {
    this.#inTransaction = true;
    try {
      this.#db.exec('BEGIN IMMEDIATE');
      const done = work();
      this.#db.exec(done.ok ? 'COMMIT' : 'ROLLBACK');
      return done;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      if (!(error instanceof Database.SqliteError)) throw error;
      return storeFailure(errorCode(error), `${this.path}: ${error.message}`);
    } finally {
      this.#inTransaction = false;
      this.#nextPlace = undefined;
    }
  }

  /** Closes the file; the manager is of no use afterwards. */
  close(): void {
    this.#db.close();
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function locked<T, E>(
  path: string,
  patience: number,
  work: () => Result<T, E>,
): Result<T, E | StoreError> {
  let lock: HeldLock | undefined;
  try {
    lock = takeLock(`${path}.lock`, patience);
  } catch (error) {
    return storeFailure('cannot-open', `${path}: ${(error as Error).message}`);
  }
  if (!lock) {
    return storeFailure(
      'locked',
      `${path}: another program is writing to it (where none is, remove its left-over ${path}.lock)`,
    );
  }
  try {
    return work();
  } finally {
    releaseLock(lock);
  }
}

function errorCode({ code }: { readonly code: string }): StoreError['code'] {
  if (code.startsWith('SQLITE_CONSTRAINT')) return 'refused';
  return code.startsWith('SQLITE_BUSY') ? 'locked' : 'disk';
}

function readRow(raw: RawRow): Result<IdentifiedRow, StoreError> {
  try {
    return ok({ id: raw.id, ...decodeRow(raw) });
  } catch (error) {
    return storeFailure('unreadable', `row ${raw.id}: ${(error as Error).message}`);
  }
}

/** What people know a structure by. */
function named({ attributes, item }: RowMetadata, place: number): string {
  return attributes?.name ?? (item ? `structure ${item.slice(0, 19)}` : `structure ${place}`);
}
