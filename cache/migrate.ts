import type { Database } from '../base/doors/sqlite.ts';

type Connection = InstanceType<typeof Database>;

/** The version of an index's tables; 0 where there are none yet. */
export const versionOf = (db: Connection): number =>
  db.pragma('user_version', { simple: true }) as number;

/**
 * Brings an index to the tables of `steps.length`, in one transaction: all of it or nothing. What another
 * process did meanwhile is not done twice, and a newer version is left alone. Returns the version that the
 * index has then; throws what SQLite refuses.
 */
export function migrate(db: Connection, steps: readonly string[]): number {
  db.exec('BEGIN IMMEDIATE');
  try {
    const from = versionOf(db);
    if (from < steps.length) {
      for (const step of steps.slice(from)) db.exec(step);
      db.pragma(`user_version = ${steps.length}`);
    }
    db.exec('COMMIT');
    return Math.max(from, steps.length);
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
