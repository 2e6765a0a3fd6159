import type { Database } from '../../../base/doors/sqlite.ts';

/** Prepares each SQL text once; a statement that is in use at that moment is prepared anew. */
export type Statements = (sql: string) => Database.Statement;

/** The statements of one open database. */
export function statementsOf(db: Database.Database): Statements {
  const known = new Map<string, Database.Statement>();
  return (sql) => {
    const found = known.get(sql);
    if (found && !found.busy) return found;
    const made = db.prepare(sql);
    known.set(sql, made);
    return made;
  };
}
