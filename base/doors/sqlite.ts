/**
 * The one door of better-sqlite3: the class that opens a database file, and its types
 * (`Database.Database`, `Database.Statement`). Loading it costs some milliseconds and a native module:
 * who may not need it imports this lazily.
 */
export { default as Database } from 'better-sqlite3';
