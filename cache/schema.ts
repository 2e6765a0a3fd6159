import type { SchemaStep } from './migrate.ts';
import { toVersion3 } from './version-3.ts';

/**
 * The tables of version 1. Digests are blobs of 32 bytes; a `stamp` is the text of
 * {@link ../cache/stamp.ts}. Values below {@link INLINE_LIMIT} are rows of `small`, larger ones are files
 * that `large` knows. A rowid table serves `small`, so that its automatic index answers "is it there"
 * without touching the bytes; the short rows of the others live in their key's tree.
 */
const VERSION_1 = `
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

/** What work cost, in the order of being asked for: the newest of a family. */
const VERSION_2 = `
CREATE TABLE costs (family TEXT NOT NULL, made INTEGER NOT NULL, key BLOB NOT NULL, cpu REAL NOT NULL,
  wall REAL NOT NULL, features TEXT NOT NULL, PRIMARY KEY (family, made, key)) WITHOUT ROWID;
`;

/**
 * Records in the order of their making, and a tree of their keys beside them. Where the rows lay in the tree itself,
 * each new key fell into another page of some ten records, and every commit wrote nearly all of them anew: a new item
 * of 100,000 cost a sixth more.
 */
const VERSION_4 = `
CREATE TABLE actions_in_order (key BLOB PRIMARY KEY NOT NULL, record TEXT NOT NULL);
INSERT INTO actions_in_order SELECT key, record FROM actions;
DROP TABLE actions;
ALTER TABLE actions_in_order RENAME TO actions;
`;

/**
 * How an index came to its tables: step n brings version n to n + 1, a new index walks all of them. A step
 * that was released is never edited; a change is a new step at the end. A step adds tables, columns with a
 * default or indexes and rewrites rows, but keeps what an older program with the index open still reads.
 */
export const SCHEMA_STEPS: readonly SchemaStep[] = [VERSION_1, VERSION_2, toVersion3, VERSION_4];

/** What `PRAGMA user_version` of an index says that this program reads and writes. */
export const SCHEMA_VERSION = SCHEMA_STEPS.length;
