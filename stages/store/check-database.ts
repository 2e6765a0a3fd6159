import { digestBytes } from '../../base/digest.ts';
import { Database } from '../../base/doors/sqlite.ts';
import { systemValues } from '../../science/ase-db/encode-row.ts';
import { checkKeyValue } from '../../science/ase-db/key-rules.ts';
import { rowLabel, rowLevel } from '../../science/ase-db/row-label.ts';
import { SYSTEM_COLUMNS } from '../../science/ase-db/schema.ts';
import { labelBytes } from '../../science/label.ts';
import { structureBytes } from '../../science/structure.ts';
import { type Statements, statementsOf } from './ase-db/statements.ts';
import { checkLabel } from './check-label.ts';
import { checkStructure } from './check-structure.ts';
import type { DatabaseManager, IdentifiedRow } from './database-manager.ts';

/** What is wrong with a database; `row` is absent where it is the file. */
export interface Finding {
  readonly row?: number;
  readonly words: string;
}

/** How many rows were looked at, and what was found; nothing found is a sound database. */
export interface DatabaseCheck {
  readonly rows: number;
  readonly labelled: number;
  readonly findings: readonly Finding[];
}

/**
 * Looks over a whole database: the file's own structure, every row's atoms and label (finite, of the right
 * shape, no atoms at one place), the columns and tables that searches go by, and, where a row says what its
 * structure and label were when they were stored, that they still are.
 */
export function checkDatabase(manager: DatabaseManager): DatabaseCheck {
  const db = new Database(manager.path, { readonly: true, timeout: 20_000 });
  const statements = statementsOf(db);
  const keys = keysInTurn(statements);
  try {
    const findings: Finding[] = fileFindings(statements);
    let [rows, labelled] = [0, 0];
    for (const { id, row } of manager.iterate()) {
      rows++;
      if (row.ok && row.value.results.energy !== undefined) labelled++;
      const found = row.ok
        ? [...rowFindings(row.value), ...searchFindings(statements, row.value, keys.of(id))]
        : [row.error.message.replace(/^row \d+: /, '')];
      findings.push(...found.map((words) => ({ row: id, words })));
    }
    return { rows, labelled, findings };
  } finally {
    keys.end();
    db.close();
  }
}

function rowFindings(row: IdentifiedRow): string[] {
  const { structure, keyValuePairs, data } = row;
  const structureWrong = checkStructure(structure);
  if (structureWrong) return [structureWrong];
  const label = rowLevel(data) ? rowLabel(row) : undefined;
  const found = [
    typeof label === 'object' ? checkLabel(structure, label) : label,
    ...Object.entries(keyValuePairs).map(([key, value]) => checkKeyValue(key, value)),
  ].filter((words) => words !== undefined);
  if (found.length > 0) return found;
  if (data.item !== undefined && data.item !== digestBytes(structureBytes(structure))) {
    found.push('its atoms are not those that were stored: the row was edited');
  }
  if (typeof label === 'object' && data.label !== digestBytes(labelBytes(label))) {
    found.push('its label is not the one that was stored: the row was edited');
  }
  return found;
}

/** What SQLite finds, and lines of rows that are gone. */
function fileFindings(statements: Statements): Finding[] {
  const said = statements('PRAGMA integrity_check').pluck().all() as string[];
  if (said.join() !== 'ok') return said.map((words) => ({ words }));
  return ['species', 'keys', 'text_key_values', 'number_key_values'].flatMap((table) => {
    const lost = statements(
      `SELECT count(*) FROM ${table} WHERE id NOT IN (SELECT id FROM systems)`,
    )
      .pluck()
      .get() as number;
    return lost > 0
      ? [{ words: `the table ${table} has ${lost} lines of rows that are gone` }]
      : [];
  });
}

/** Columns that are worked out from others, for searches. */
const DERIVED = ['natoms', 'fmax', 'smax', 'volume', 'mass', 'charge'] as const;

/** Whether searches find the row by what it holds: derived columns, and the tables of its keys. */
function searchFindings(
  statements: Statements,
  row: IdentifiedRow,
  keys: readonly string[],
): string[] {
  const columns = statements(`SELECT ${DERIVED.join(', ')} FROM systems WHERE id = ?`).get(
    row.id,
  ) as { readonly [column: string]: number | null };
  const values = systemValues(row);
  const derived = DERIVED.flatMap((name) => {
    const wanted = values[SYSTEM_COLUMNS.findIndex(([column]) => column === name)] as number | null;
    const found = columns[name] as number | null;
    const isSame = wanted === null || found === null ? wanted === found : isClose(wanted, found);
    return isSame ? [] : [`the column ${name} says ${found}, its values give ${wanted}`];
  });
  const wanted = Object.keys(row.keyValuePairs).sort();
  const areSame =
    keys.length === wanted.length && keys.toSorted().every((key, i) => key === wanted[i]);
  return areSame ? derived : [...derived, 'searches go by other keys than it has'];
}

/**
 * The keys that searches know of each row, asked in the order of ids. All of them are read once: ASE's table has no
 * index by row, so that asking for one row reads the whole of it.
 */
function keysInTurn(statements: Statements): {
  readonly of: (id: number) => readonly string[];
  readonly end: () => void;
} {
  const lines = statements('SELECT id, key FROM keys ORDER BY id').raw().iterate();
  let next: IteratorResult<unknown> | undefined;
  const of = (id: number): readonly string[] => {
    const keys: string[] = [];
    for (next ??= lines.next(); !next.done; next = lines.next()) {
      const [row, key] = next.value as [number, string];
      if (row > id) break;
      if (row === id) keys.push(key);
    }
    return keys;
  };
  return { of, end: () => void lines.return?.() };
}

const isClose = (a: number, b: number): boolean =>
  Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
