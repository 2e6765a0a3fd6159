import type { Database } from '../base/doors/sqlite.ts';

type Connection = InstanceType<typeof Database>;

/** A step from one version of the tables to the next: SQL, or what it takes to rewrite rows. */
export type SchemaStep = string | ((db: Connection) => void);

/** The version of an index's tables; 0 where there are none yet. */
export const versionOf = (db: Connection): number =>
  db.pragma('user_version', { simple: true }) as number;

/**
 * Brings an index to the tables of `steps.length`, in one transaction: all of it or nothing. What another
 * process did meanwhile is not done twice, and a newer version is left alone. Returns the version that the
 * index has then; throws what SQLite refuses.
 */
export function migrate(db: Connection, steps: readonly SchemaStep[]): number {
  db.exec('BEGIN IMMEDIATE');
  try {
    const from = versionOf(db);
    if (from < steps.length) {
      for (const step of steps.slice(from)) {
        if (typeof step === 'string') db.exec(step);
        else step(db);
      }
      db.pragma(`user_version = ${steps.length}`);
    }
    db.exec('COMMIT');
    return Math.max(from, steps.length);
  } catch (error) {
    if (db.inTransaction) db.exec('ROLLBACK');
    throw error;
  }
}
