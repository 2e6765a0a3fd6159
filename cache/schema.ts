/** What `PRAGMA user_version` of an index says that this program reads and writes. */
export const SCHEMA_VERSION = 1;

/**
 * The tables of `.mlip/index.db`. Digests are blobs of 32 bytes; a `stamp` is the text of
 * {@link ../cache/stamp.ts}. Values below {@link INLINE_LIMIT} are rows of `small`, larger ones are files
 * that `large` knows. A rowid table serves `small`, so that its automatic index answers "is it there"
 * without touching the bytes; the short rows of the others live in their key's tree.
 */
export const SCHEMA = `
CREATE TABLE small (digest BLOB PRIMARY KEY NOT NULL, bytes BLOB NOT NULL);
CREATE TABLE large (digest BLOB PRIMARY KEY NOT NULL, size INTEGER NOT NULL, stamp TEXT NOT NULL)
  WITHOUT ROWID;
CREATE TABLE actions (key BLOB PRIMARY KEY NOT NULL, record TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE recent (pipeline TEXT NOT NULL, node TEXT NOT NULL, key BLOB NOT NULL,
  PRIMARY KEY (pipeline, node)) WITHOUT ROWID;
CREATE TABLE files (path TEXT PRIMARY KEY NOT NULL, stamp TEXT NOT NULL, digest BLOB NOT NULL)
  WITHOUT ROWID;
CREATE TABLE published (path TEXT PRIMARY KEY NOT NULL, digest BLOB NOT NULL, stamp TEXT NOT NULL,
  next BLOB) WITHOUT ROWID;
CREATE TABLE parses (id INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB NOT NULL UNIQUE,
  json TEXT NOT NULL);
CREATE TABLE runs (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE,
  pipeline TEXT NOT NULL, file TEXT NOT NULL, started INTEGER NOT NULL, ended INTEGER, summary TEXT);
CREATE TABLE counters (name TEXT PRIMARY KEY NOT NULL, value INTEGER NOT NULL) WITHOUT ROWID;
`;
