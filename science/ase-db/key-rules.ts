import { elementSymbols } from '../elements.ts';
import { SYSTEM_COLUMNS } from './schema.ts';

/** Words that ASE's queries give a meaning of their own, beside the columns. */
const QUERY_WORDS = ['id', 'user', 'age', 'formula', 'pbc', 'all_properties', 'X'];

const reserved = new Set<string>([
  ...SYSTEM_COLUMNS.map(([name]) => name),
  ...QUERY_WORDS,
  ...elementSymbols,
]);

const KEY = /^[_a-zA-Z][_0-9a-zA-Z]*$/;
const FORMULA = new RegExp(`^(?:(?:${[...elementSymbols].sort(longestFirst).join('|')})\\d*)+$`);

function longestFirst(a: string, b: string): number {
  return b.length - a.length;
}

const DIGITS = '\\p{Nd}+(?:_\\p{Nd}+)*';
/** What Python's `int` and `float` read as a number: digits of any script, single underscores between. */
const PYTHON_NUMBER = new RegExp(
  `^\\s*[+-]?(?:(?:${DIGITS}\\.?(?:${DIGITS})?|\\.${DIGITS})(?:e[+-]?${DIGITS})?|inf(?:inity)?|nan)\\s*$`,
  'iu',
);

/**
 * Why a searchable key and its value cannot be in an ase.db file; undefined where they can. Formulas as
 * keys, of which ASE only warns, are refused: a query reads them as a formula.
 */
export function checkKeyValue(key: string, value: unknown): string | undefined {
  if (!KEY.test(key)) return `the key '${key}' is not a word of letters, digits and _`;
  if (reserved.has(key)) return `the key '${key}' is a word that ASE uses itself`;
  if (FORMULA.test(key)) return `the key '${key}' is a chemical formula`;
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    return Number.isFinite(value) ? undefined : `the value of '${key}' is ${value}`;
  }
  if (typeof value !== 'string') return `the value of '${key}' is no text, number or boolean`;
  if (!looksLikeOther(value)) return undefined;
  return `the value of '${key}' is the text '${value}', which ASE reads as a number or boolean`;
}

const looksLikeOther = (text: string): boolean =>
  PYTHON_NUMBER.test(text) || text === 'True' || text === 'False';

/**
 * A word as a searchable value: a text that ASE would read as a number or boolean becomes that, so
 * that `family=12` finds it. Undefined where it can be neither (the text `nan`).
 */
export function searchable(text: string): string | number | boolean | undefined {
  if (!looksLikeOther(text)) return text;
  if (text === 'True' || text === 'False') return text === 'True';
  const number = Number(text.replaceAll('_', ''));
  return Number.isFinite(number) ? number : undefined;
}
