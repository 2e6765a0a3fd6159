import { systemValues } from '../../../science/ase-db/encode-row.ts';
import type { AseRow, KeyValuePairs } from '../../../science/ase-db/row.ts';
import { SYSTEM_COLUMNS } from '../../../science/ase-db/schema.ts';
import type { Statements } from './statements.ts';

const names = SYSTEM_COLUMNS.map(([name]) => name);
const INSERT = `INSERT INTO systems (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;

/** Inserts one row into all five tables of an open ase.db and returns its id; the caller holds the transaction. */
export function writeRow(statements: Statements, row: AseRow): number {
  const id = Number(statements(INSERT).run(systemValues(row)).lastInsertRowid);
  const species = statements('INSERT INTO species VALUES (?, ?, ?)');
  for (const [number, count] of countSpecies(row.structure.numbers)) species.run(number, count, id);
  writePairs(statements, id, row.keyValuePairs);
  return id;
}

/** Writes the searchable keys of a row into the tables that are searched. */
export function writePairs(statements: Statements, id: number, pairs: KeyValuePairs): void {
  const keys = statements('INSERT INTO keys VALUES (?, ?)');
  const texts = statements('INSERT INTO text_key_values VALUES (?, ?, ?)');
  const numbers = statements('INSERT INTO number_key_values VALUES (?, ?, ?)');
  for (const key of Object.keys(pairs)) {
    const value = pairs[key] as string | number | boolean;
    keys.run(key, id);
    if (typeof value === 'string') texts.run(key, value, id);
    else numbers.run(key, Number(value), id);
  }
}

/** How many atoms of each atomic number, in order of first appearance. */
function countSpecies(numbers: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}
