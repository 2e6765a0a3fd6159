import type { Comparator, Condition } from './selection.ts';

/** The `WHERE` part of a query on `systems`, with its values. */
export interface SelectionSql {
  /** Empty where every row is selected, else `WHERE ...`. */
  readonly where: string;
  readonly values: readonly (string | number)[];
}

/** Columns that a selection compares directly, by the word that selections have for them. */
const COLUMNS: { readonly [key: string]: string } = {
  id: 'id',
  energy: 'energy',
  magmom: 'magmom',
  ctime: 'ctime',
  user: 'username',
  calculator: 'calculator',
  natoms: 'natoms',
  pbc: 'pbc',
  unique_id: 'unique_id',
  fmax: 'fmax',
  smax: 'smax',
  volume: 'volume',
  mass: 'mass',
  charge: 'charge',
};

/** Words that ask whether a column is filled, not whether a key is there. */
const FILLED: { readonly [key: string]: string } = {
  forces: 'fmax',
  strain: 'smax',
  stress: 'stress',
  free_energy: 'free_energy',
  energy: 'energy',
  fmax: 'fmax',
  smax: 'smax',
  constraints: 'constraints',
  calculator: 'calculator',
};

const INVERSE: { readonly [comparator in Comparator]: Comparator } = {
  '<': '>=',
  '<=': '>',
  '=': '!=',
  '>=': '<',
  '>': '<=',
  '!=': '=',
};

/** Whether `a` stands to `b` as the comparator says. */
function holds(a: number, comparator: Comparator, b: number): boolean {
  switch (comparator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '=':
      return a === b;
    case '>=':
      return a >= b;
    case '>':
      return a > b;
    case '!=':
      return a !== b;
  }
}

/**
 * A selection as SQL over ASE's tables, with the same rows as ASE selects. `now` is the time that ages
 * are counted from, in ASE's years since 2000. The words of the SQL are ours, every value is bound.
 */
export function selectionSql(conditions: readonly Condition[], now: number): SelectionSql {
  const clauses = conditions.map((condition) => clauseOf(condition, conditions, now));
  return {
    where: clauses.length === 0 ? '' : `WHERE ${clauses.map(([text]) => text).join(' AND ')}`,
    values: clauses.flatMap(([, values]) => values),
  };
}

type Clause = readonly [text: string, values: readonly (string | number)[]];

function clauseOf(condition: Condition, all: readonly Condition[], now: number): Clause {
  switch (condition.kind) {
    case 'has':
      return hasClause(condition.key, condition.absent);
    case 'age':
      return [`systems.ctime ${INVERSE[condition.compare]} ?`, [now - condition.years]];
    case 'element':
      return elementClause(condition, all);
    case 'value':
      return valueClause(condition);
  }
}

function hasClause(key: string, absent: boolean): Clause {
  const column = FILLED[key];
  if (column) return [`systems.${column} IS ${absent ? '' : 'NOT '}NULL`, []];
  return [`systems.id ${absent ? 'NOT ' : ''}IN (SELECT id FROM keys WHERE key = ?)`, [key]];
}

/**
 * A row without an element has no line in `species`: where every condition on that element holds for
 * none of its atoms, the rows that break this one are taken out instead.
 */
function elementClause(
  { number, compare, count }: Extract<Condition, { kind: 'element' }>,
  all: readonly Condition[],
): Clause {
  const noneFits = all.every(
    (other) =>
      other.kind !== 'element' || other.number !== number || holds(0, other.compare, other.count),
  );
  const [word, comparator] = noneFits ? ['NOT IN', INVERSE[compare]] : ['IN', compare];
  return [
    `systems.id ${word} (SELECT id FROM species WHERE Z = ? AND n ${comparator} ?)`,
    [number, count],
  ];
}

function valueClause({ key, compare, value }: Extract<Condition, { kind: 'value' }>): Clause {
  const column = COLUMNS[key];
  if (column) {
    return [`systems.${column} ${compare} ?`, [typeof value === 'boolean' ? Number(value) : value]];
  }
  const table = typeof value === 'string' ? 'text_key_values' : 'number_key_values';
  return [
    `systems.id IN (SELECT id FROM ${table} WHERE key = ? AND value ${compare} ?)`,
    [key, typeof value === 'string' ? value : Number(value)],
  ];
}

/**
 * The `ORDER BY` part that sorts by a column or a searchable key (`-key`: falling; `age`: the youngest
 * first), with its values. Rows that have it not come last, as in ASE.
 */
export function sortSql(sort: string): {
  readonly order: string;
  readonly values: readonly string[];
} {
  const falling = sort.startsWith('-');
  const key = falling ? sort.slice(1) : sort;
  const direction = (key === 'age') !== falling ? 'DESC' : 'ASC';
  const column = SORTED[key];
  const by = column
    ? `systems.${column}`
    : `COALESCE(${sideValue('number_key_values')}, ${sideValue('text_key_values')})`;
  return {
    order: `ORDER BY ${by} IS NULL, ${by} ${direction}, systems.id`,
    values: column ? [] : [key, key, key, key],
  };
}

const SORTED: { readonly [key: string]: string } = { ...COLUMNS, age: 'ctime', mtime: 'mtime' };

const sideValue = (table: string): string =>
  `(SELECT value FROM ${table} WHERE key = ? AND id = systems.id)`;
