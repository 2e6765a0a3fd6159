import { ok, type Result } from '../../../base/result.ts';
import { parseTolerantJson } from '../../../science/ase-db/tolerant-json.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import type { DatabaseMetadata } from './database-metadata.ts';
import type { Statements } from './statements.ts';

/** The metadata of a database; empty where it has none. */
export function readMetadata(statements: Statements): Result<DatabaseMetadata, StoreError> {
  const text = statements("SELECT value FROM information WHERE name = 'metadata'").pluck().get();
  if (text === undefined) return ok({});
  try {
    return ok(parseTolerantJson(String(text)) as DatabaseMetadata);
  } catch (error) {
    return storeFailure('unreadable', `the metadata are no JSON: ${(error as Error).message}`);
  }
}

/** Replaces the metadata; the caller holds the transaction. */
export function writeMetadata(
  statements: Statements,
  metadata: DatabaseMetadata,
): Result<void, StoreError> {
  const text = JSON.stringify(metadata, (_, value) => {
    if (typeof value === 'number' && !Number.isFinite(value)) throw new RangeError(String(value));
    return value;
  });
  statements("DELETE FROM information WHERE name = 'metadata'").run();
  statements("INSERT INTO information VALUES ('metadata', ?)").run(text);
  return ok(undefined);
}
