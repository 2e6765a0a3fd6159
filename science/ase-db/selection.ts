import { fail, ok, type Result } from '../../base/result.ts';
import { atomicNumber } from '../elements.ts';
import { formulaCounts } from '../formula.ts';
import { searchable } from './key-rules.ts';

/** How two values are compared; `=` is equality. */
export type Comparator = '<' | '<=' | '=' | '>=' | '>' | '!=';

/** One condition of a selection; all of them must hold. */
export type Condition =
  /** The row has this key (or column that may be empty); with `absent`, it has not. */
  | { readonly kind: 'has'; readonly key: string; readonly absent: boolean }
  /** How many atoms of one element. */
  | {
      readonly kind: 'element';
      readonly number: number;
      readonly compare: Comparator;
      readonly count: number;
    }
  /** A column of the table or a searchable key, and its value. */
  | {
      readonly kind: 'value';
      readonly key: string;
      readonly compare: Comparator;
      readonly value: string | number | boolean;
    }
  /** Years since the row was made. */
  | { readonly kind: 'age'; readonly compare: Comparator; readonly years: number };

/** Keys that stand for numbers of every row: a text is no value of theirs. */
const NUMERIC = new Set([
  'id',
  'energy',
  'magmom',
  'charge',
  'natoms',
  'fmax',
  'smax',
  'volume',
  'mass',
]);

const COMPARATORS: readonly Comparator[] = ['!=', '<=', '>=', '<', '>', '='];

/**
 * Reads a selection in the query language of ASE's databases: conditions with commas between, as in
 * `Cu>3,energy<-1,config_type=eos`. A condition is a key (`relaxed`: the row has it; `-relaxed`: it has
 * not), an element or a formula (`Cu2Au`: at least so many atoms of each), a comparison (`natoms<=32`,
 * `0<energy<1`, `pbc=TTF`, `formula=Cu3Au`, `age<2d`), or an id alone. An empty text selects every row. The
 * failure names the condition and what is wrong with it.
 */
export function parseSelection(text: string): Result<readonly Condition[], string> {
  const conditions: Condition[] = [];
  if (/^\s*\d+\s*$/.test(text)) {
    return ok([{ kind: 'value', key: 'id', compare: '=', value: Number(text) }]);
  }
  if (text.trim() === '') return ok([]);
  for (const expression of text.split(',').map((part) => part.trim())) {
    const read = readExpression(expression);
    if (!read.ok) return fail(`"${expression}": ${read.error}`);
    conditions.push(...read.value);
  }
  return ok(conditions);
}

type Conditions = Result<readonly Condition[], string>;

function readExpression(expression: string): Conditions {
  if (expression === '') return fail('a condition is missing between two commas');
  const range = /^([^<]+)<(=?)([^<=]+)<(=?)([^<=]+)$/.exec(expression);
  if (range) {
    const [, low, lowEqual, key, highEqual, high] = range as unknown as string[];
    const above = compare(key as string, lowEqual ? '>=' : '>', low as string);
    const below = compare(key as string, highEqual ? '<=' : '<', high as string);
    if (!above.ok) return above;
    return below.ok ? ok([...above.value, ...below.value]) : below;
  }
  const comparator = COMPARATORS.find((one) => expression.includes(one));
  if (!comparator) return readWord(expression);
  const parts = expression.split(comparator);
  if (parts.length !== 2 || parts.some((part) => part.trim() === '' || /[<>=!]/.test(part))) {
    return fail('a comparison is KEY, one of < <= = >= > !=, and VALUE');
  }
  return compare(parts[0] as string, comparator, parts[1] as string);
}

/** A condition without a comparison: an element or formula, else a key. */
function readWord(word: string): Conditions {
  const counts = formulaCounts(word);
  if (!counts) {
    const absent = word.startsWith('-');
    const key = absent ? word.slice(1) : word;
    return /^[_a-zA-Z][_0-9a-zA-Z]*$/.test(key)
      ? ok([{ kind: 'has', key, absent }])
      : fail('neither a key, nor a formula, nor a comparison');
  }
  return ok(
    [...counts].map(([number, count]) => ({
      kind: 'element',
      number,
      compare: '>',
      count: count - 1,
    })),
  );
}

function compare(keyText: string, comparator: Comparator, valueText: string): Conditions {
  const key = keyText.trim();
  const text = valueText.trim();
  if (key === 'formula') return compareFormula(comparator, text);
  if (key === 'age') return compareAge(comparator, text);
  if (key === 'pbc') return comparePeriodicity(comparator, text);
  const number = atomicNumber(key);
  if (number !== undefined) {
    return /^-?\d+$/.test(text)
      ? ok([{ kind: 'element', number, compare: comparator, count: Number(text) }])
      : fail(`the number of ${key} atoms is a whole number, not ${text}`);
  }
  if (!/^[_a-zA-Z][_0-9a-zA-Z]*$/.test(key)) return fail(`${key} is no key`);
  const value = key === 'unique_id' || key === 'user' ? text : searchable(text);
  if (value === undefined) return fail(`${text} cannot be compared with`);
  if (NUMERIC.has(key) && typeof value !== 'number') {
    return fail(`${key} is a number, ${text} is none`);
  }
  return ok([{ kind: 'value', key, compare: comparator, value }]);
}

function compareFormula(comparator: Comparator, text: string): Conditions {
  const counts = formulaCounts(text);
  if (comparator !== '=') return fail('a formula can only be compared with =');
  if (!counts) return fail(`${text} is no chemical formula`);
  const elements = [...counts].map(
    ([number, count]): Condition => ({ kind: 'element', number, compare: '=', count }),
  );
  const value = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return ok([...elements, { kind: 'value', key: 'natoms', compare: '=', value }]);
}

function comparePeriodicity(comparator: Comparator, text: string): Conditions {
  if (comparator !== '=' && comparator !== '!=') return fail('pbc is compared with = or !=');
  if (!/^[TF]{3}$/.test(text)) return fail('periodicity is three letters T or F, as in pbc=TTF');
  const value = [...text].reduce((sum, letter, i) => sum + (letter === 'T' ? 1 << i : 0), 0);
  return ok([{ kind: 'value', key: 'pbc', compare: comparator, value }]);
}

/** Seconds in a unit of time; a year has 365.25 days, as in ASE. */
const SECONDS: { readonly [unit: string]: number } = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  M: 2629800,
  y: 31557600,
};
const LONG: { readonly [unit: string]: string } = {
  second: 's',
  minute: 'm',
  hour: 'h',
  day: 'd',
  week: 'w',
  month: 'M',
  year: 'y',
};

function compareAge(comparator: Comparator, text: string): Conditions {
  let seconds = 0;
  for (const part of text.replaceAll(' ', '').split('+')) {
    const [, count, unit = ''] = /^(\d+)([A-Za-z]+)$/.exec(part) ?? [];
    const worth = SECONDS[unit] ?? SECONDS[LONG[unit.replace(/s$/, '')] ?? ''];
    if (count === undefined || worth === undefined) {
      return fail('an age is a number and a unit, as in 30s, 5m, 2h, 3d, 1w, 6M, 1y');
    }
    seconds += Number(count) * worth;
  }
  return ok([{ kind: 'age', compare: comparator, years: seconds / (SECONDS.y as number) }]);
}
