import { ok, type Result } from '../../../base/result.ts';
import { decodeData, encodeData } from '../../../science/ase-db/data-blob.ts';
import { checkKeyValue } from '../../../science/ase-db/key-rules.ts';
import type { KeyValuePairs } from '../../../science/ase-db/row.ts';
import { parseTolerantJson } from '../../../science/ase-db/tolerant-json.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import { findNotFinite } from '../stored-row.ts';
import { aseTime } from './ase-time.ts';
import type { RowChange } from './row-change.ts';
import type { Statements } from './statements.ts';
import { writePairs } from './writer.ts';

/** What of `data` proves a label: not to be changed. */
const PROOF = ['item', 'label', 'level', 'calculation', 'reading', 'attributes'];

/** Tables that hold more lines of a row. */
const SIDES = ['species', 'keys', 'text_key_values', 'number_key_values'];

/**
 * Changes rows, each named once; the caller holds the transaction. Refused as in ASE's own `update`. Each table of
 * keys is read once, whatever the number of rows: ASE's have no index by row.
 */
export function updateRows(
  statements: Statements,
  changes: ReadonlyMap<number, RowChange>,
): Result<void, StoreError> {
  const pairs = new Map<number, KeyValuePairs>();
  const before = new Map<number, SystemRow>();
  for (const [id, change] of changes) {
    const row = statements('SELECT key_value_pairs, data FROM systems WHERE id = ?').get(id);
    if (!row) return storeFailure('absent', `there is no row ${id}`);
    const wrong = checkChange(change);
    if (wrong) return storeFailure('refused', `row ${id}: ${wrong}`);
    before.set(id, row as SystemRow);
  }
  for (const [id, row] of before) {
    pairs.set(id, updateSystem(statements, id, row, changes.get(id) as RowChange));
  }
  deleteLines(statements, SIDES.slice(1), [...pairs.keys()]);
  for (const [id, ofRow] of pairs) writePairs(statements, id, ofRow);
  return ok(undefined);
}

/** What of a row is changed. */
interface SystemRow {
  readonly key_value_pairs: string | null;
  readonly data: Uint8Array | null;
}

/** The row itself, without the lines of it that other tables hold; its pairs as they are then. */
function updateSystem(
  statements: Statements,
  id: number,
  row: SystemRow,
  change: RowChange,
): KeyValuePairs {
  const before = parseTolerantJson(row.key_value_pairs ?? '{}') as KeyValuePairs;
  const gone = new Set(change.deleteKeys);
  const kept = Object.entries(before).filter(([key]) => !gone.has(key));
  const pairs = { ...Object.fromEntries(kept), ...change.keyValuePairs };
  statements('UPDATE systems SET mtime = ?, key_value_pairs = ? WHERE id = ?').run(
    aseTime(),
    JSON.stringify(pairs),
    id,
  );
  if (change.data) {
    const data = { ...(row.data ? decodeData(row.data) : {}), ...change.data };
    statements('UPDATE systems SET data = ? WHERE id = ?').run(encodeData(data), id);
  }
  return pairs;
}

function checkChange({ keyValuePairs = {}, data = {} }: RowChange): string | undefined {
  for (const key of Object.keys(keyValuePairs)) {
    const wrong = checkKeyValue(key, keyValuePairs[key]);
    if (wrong) return wrong;
  }
  const proof = PROOF.find((key) => key in data);
  return proof ? `its data.${proof} says where the label is from` : findNotFinite(data, 'data');
}

/**
 * Takes rows away with all that belongs to them; the caller holds the transaction. Each table is read once, whatever
 * their number: ASE's have no index by row.
 */
export function deleteRows(statements: Statements, ids: readonly number[]): void {
  deleteLines(statements, [...SIDES, 'systems'], ids);
}

function deleteLines(
  statements: Statements,
  tables: readonly string[],
  ids: readonly number[],
): void {
  const these = JSON.stringify(ids);
  for (const table of tables) {
    statements(`DELETE FROM ${table} WHERE id IN (SELECT value FROM json_each(?))`).run(these);
  }
}
