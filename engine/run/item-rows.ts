import type { Digest } from '../../base/digest.ts';
import type { ActionRecord } from '../../cache/actions.ts';
import type { NewCost } from '../../cache/costs.ts';
import type { Value } from '../../cache/objects.ts';
import type { State } from '../../cache/state.ts';

/** What a commit of items is to write: gathered item by item, written many at a time. */
export interface ItemRows {
  readonly values: Value[];
  readonly records: (readonly [key: Digest, record: ActionRecord])[];
  readonly costs: NewCost[];
}

export const noRows = (): ItemRows => ({ values: [], records: [], costs: [] });

/** So many values are gathered: more live so long that moving them about costs more than writing them. */
const MOST_VALUES = 1024;

/** Writes and forgets them where enough are there. */
export function writeSome(state: State, rows: ItemRows): void {
  if (rows.values.length >= MOST_VALUES) writeRows(state, rows);
}

/** Writes and forgets them, in the transaction that is open: the values before the records that name them. */
export function writeRows({ objects, actions, costs }: State, rows: ItemRows): void {
  objects.putMany(rows.values);
  actions.recordMany(rows.records);
  costs.addMany(rows.costs);
  for (const some of [rows.values, rows.records, rows.costs]) some.length = 0;
}
