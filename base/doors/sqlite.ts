/**
 * The one door of better-sqlite3: the class that opens a database file, and its types
 * (`Database.Database`, `Database.Statement`). Loading it costs some milliseconds and a native module:
 * who may not need it imports this lazily.
 */
import Database from 'better-sqlite3';

/**
 * Native objects stay until the process ends. Compiled with the headers of Node 24.19 or later,
 * better-sqlite3 12 aborts the process when one of them is collected outside of JavaScript
 * (nodejs/node#65446); version 13, which does not, refuses Node 20. `close` still frees what SQLite
 * holds, so what stays is a small shell for each statement: prepare once, run often.
 */
const kept = new Set<unknown>();

const keep = <T>(native: T): T => {
  kept.add(native);
  return native;
};

const { prepare, exec, close } = Database.prototype;

Database.prototype.prepare = function (this: Database.Database, source: string) {
  const statement = keep(prepare.call(keep(this), source));
  const iterate = statement.iterate as (...values: unknown[]) => IterableIterator<unknown>;
  statement.iterate = (...values: unknown[]) => keep(iterate.apply(statement, values));
  return statement;
} as typeof prepare;

Database.prototype.exec = function (source) {
  return exec.call(keep(this), source);
};

Database.prototype.close = function () {
  return close.call(keep(this));
};

/** As the package's own, which would leave its statement behind. */
Database.prototype.pragma = function (source, { simple = false } = {}) {
  const statement = this.prepare(`PRAGMA ${source}`);
  if (!statement.reader) {
    statement.run();
    return simple ? undefined : [];
  }
  return simple ? statement.pluck().get() : statement.all();
};

export { Database };
