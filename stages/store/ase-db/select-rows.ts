import { ok, type Result } from '../../../base/result.ts';
import { parseSelection } from '../../../science/ase-db/selection.ts';
import { type SelectionSql, selectionSql, sortSql } from '../../../science/ase-db/selection-sql.ts';
import { type StoreError, storeFailure } from '../store-error.ts';
import { aseTime } from './ase-time.ts';
import type { SelectOptions } from './select-options.ts';
import type { Statements } from './statements.ts';

/** How many rows a selection in ASE's query language selects. */
export function countRows(statements: Statements, selection: string): Result<number, StoreError> {
  const sql = sqlOf(selection);
  if (!sql.ok) return sql;
  const { where, values } = sql.value;
  const counted = statements(`SELECT count(*) AS n FROM systems ${where}`).get(...values);
  return ok((counted as { readonly n: number }).n);
}

/** The ids of the rows that a selection selects, in order. */
export function selectIds(
  statements: Statements,
  selection: string,
  { sort = 'id', limit = -1, offset = 0 }: SelectOptions,
): Result<readonly number[], StoreError> {
  const sql = sqlOf(selection);
  if (!sql.ok) return sql;
  if (!/^-?[_a-zA-Z][_0-9a-zA-Z]*$/.test(sort)) {
    return storeFailure('refused', `"${sort}" is no key to sort by`);
  }
  const { where, values } = sql.value;
  const sorted = sortSql(sort);
  const ids = statements(`SELECT systems.id FROM systems ${where} ${sorted.order} LIMIT ? OFFSET ?`)
    .pluck()
    .all(...values, ...sorted.values, limit, offset);
  return ok(ids as number[]);
}

function sqlOf(selection: string): Result<SelectionSql, StoreError> {
  const parsed = parseSelection(selection);
  if (parsed.ok) return ok(selectionSql(parsed.value, aseTime()));
  return storeFailure('refused', `the selection is not understood: ${parsed.error}`);
}
