import type { Database } from '../../../base/doors/sqlite.ts';
import { systemValues } from '../../../science/ase-db/encode-row.ts';
import type { AseRow } from '../../../science/ase-db/row.ts';
import { SYSTEM_COLUMNS } from '../../../science/ase-db/schema.ts';

/** Inserts one row into all five tables of an open ase.db and returns its id. */
export type RowWriter = (row: AseRow) => number;

/** Prepares the statements once; the caller holds the transaction. */
export function rowWriter(db: Database.Database): RowWriter {
  const names = SYSTEM_COLUMNS.map(([name]) => name);
  const system = db.prepare(
    `INSERT INTO systems (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`,
  );
  const species = db.prepare('INSERT INTO species VALUES (?, ?, ?)');
  const keys = db.prepare('INSERT INTO keys VALUES (?, ?)');
  const texts = db.prepare('INSERT INTO text_key_values VALUES (?, ?, ?)');
  const numbers = db.prepare('INSERT INTO number_key_values VALUES (?, ?, ?)');
  return (row) => {
    const id = Number(system.run(systemValues(row)).lastInsertRowid);
    for (const [number, count] of countSpecies(row.structure.numbers)) {
      species.run(number, count, id);
    }
    for (const key of Object.keys(row.keyValuePairs)) {
      const value = row.keyValuePairs[key] as string | number | boolean;
      keys.run(key, id);
      if (typeof value === 'string') texts.run(key, value, id);
      else numbers.run(key, Number(value), id);
    }
    return id;
  };
}

/** How many atoms of each atomic number, in order of first appearance. */
function countSpecies(numbers: Int32Array): Map<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}
