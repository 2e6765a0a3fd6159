import { FormatProblem } from './format-error.ts';
import { readRealOrSpecial } from './read-number.ts';

/**
 * The value of a `key=value` of a frame. Arrays are flat, row-major as written (a 3x3 matrix is nine
 * numbers); nothing is converted.
 */
export type InfoValue =
  | string
  | number
  | boolean
  | readonly number[]
  | readonly boolean[]
  | readonly string[];

const BOOLEANS: { readonly [text: string]: boolean } = {
  T: true,
  F: false,
  True: true,
  False: false,
  true: true,
  TRUE: true,
  false: false,
  FALSE: false,
};

interface Raw {
  readonly text: string;
  /** Written in brackets of either kind: an array even when it has one member. */
  readonly bracketed: boolean;
}

/**
 * Reads the second line of a frame: `key=value` pairs, values bare, quoted, in `{1 2}` or `[1, 2]`;
 * a key without a value is `true`. A line without any `=` is words for people, kept as `comment`.
 * One key twice with different values is refused: which of two energies is meant is not ours to guess.
 * Throws {@link FormatProblem}.
 */
export function readComment(text: string, line: number): ReadonlyMap<string, InfoValue> {
  const info = new Map<string, InfoValue>();
  if (!text.includes('=')) {
    if (text.trim() !== '') info.set('comment', text.trim());
    return info;
  }
  let at = skipSpace(text, 0);
  while (at < text.length) {
    const key = readToken(text, at, line, KEY_END);
    if (key.token.text === '') {
      throw new FormatProblem(line, `a value without a key at column ${at + 1}`);
    }
    at = skipSpace(text, key.end);
    let value: InfoValue = true;
    if (text[at] === '=') {
      const raw = readAfterEquals(text, at + 1, line);
      value = readValue(raw.token, line);
      at = skipSpace(text, raw.end);
    }
    setOnce(info, key.token.text, value, line);
  }
  return info;
}

function setOnce(info: Map<string, InfoValue>, key: string, value: InfoValue, line: number): void {
  const before = info.get(key);
  if (before !== undefined && JSON.stringify(before) !== JSON.stringify(value)) {
    throw new FormatProblem(line, `${key} is given twice, with different values`);
  }
  info.set(key, value);
}

const SPACE = /[\s,]/;
const KEY_END = /[\s=]/;
const VALUE_END = /\s/;

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && SPACE.test(text[at] as string)) at++;
  return at;
}

interface Found {
  readonly token: Raw;
  readonly end: number;
}

/** Spaces may follow the `=`; but in `a= b=1` the value of `a` is empty and `b` is a key. */
function readAfterEquals(text: string, from: number, line: number): Found {
  const at = skipSpace(text, from);
  const found = readToken(text, at, line, VALUE_END);
  const isNextPair = at > from && !found.token.bracketed && /^[^"'\s]+=/.test(text.slice(at));
  return isNextPair || at === text.length
    ? { token: { text: '', bracketed: false }, end: from }
    : found;
}

function readToken(text: string, at: number, line: number, ends: RegExp): Found {
  const first = text[at];
  if (first === '"' || first === "'") return readQuoted(text, at, line, first);
  if (first === '{' || first === '[') return readBracketed(text, at, line);
  let end = at;
  while (end < text.length && !ends.test(text[end] as string)) end++;
  return { token: { text: text.slice(at, end), bracketed: false }, end };
}

function readQuoted(text: string, at: number, line: number, quote: string): Found {
  let value = '';
  for (let i = at + 1; i < text.length; i++) {
    const c = text[i] as string;
    if (c === quote) return { token: { text: value, bracketed: false }, end: i + 1 };
    const next = text[i + 1];
    if (c === '\\' && (next === quote || next === '\\')) {
      value += next;
      i++;
    } else {
      value += c;
    }
  }
  throw new FormatProblem(line, `the quote that opens at column ${at + 1} is never closed`);
}

function readBracketed(text: string, at: number, line: number): Found {
  const open = text[at] as string;
  const close = open === '{' ? '}' : ']';
  let depth = 0;
  for (let i = at; i < text.length; i++) {
    if (text[i] === open) depth++;
    if (text[i] === close && --depth === 0) {
      return { token: { text: text.slice(at + 1, i), bracketed: true }, end: i + 1 };
    }
  }
  throw new FormatProblem(line, `the "${open}" at column ${at + 1} is never closed`);
}

const JSON_MARK = '_JSON ';

function readValue(raw: Raw, line: number): InfoValue {
  if (raw.text.startsWith(JSON_MARK)) return readJson(raw.text.slice(JSON_MARK.length), line);
  const parts = raw.text.split(/[\s,[\]]+/).filter((part) => part !== '');
  const single = parts.length === 1 && !raw.bracketed;
  const booleans = parts.map((part) => BOOLEANS[part]);
  if (parts.length > 0 && booleans.every((b) => b !== undefined)) {
    return single ? (booleans[0] as boolean) : booleans;
  }
  const numbers = parts.map(readRealOrSpecial);
  if (parts.length > 0 && numbers.every((n) => n !== undefined)) {
    return single ? (numbers[0] as number) : numbers;
  }
  if (!raw.bracketed) return raw.text;
  return parts.map((part) => part.replace(/^(["'])(.*)\1$/, '$2'));
}

function readJson(text: string, line: number): InfoValue {
  try {
    const value = JSON.parse(text) as unknown;
    if (Array.isArray(value)) return value.flat(9) as InfoValue;
    return value === null || typeof value === 'object' ? text : (value as InfoValue);
  } catch {
    throw new FormatProblem(line, `not JSON after _JSON: ${text.slice(0, 40)}`);
  }
}

/** One `key=value` of a frame's second line, such that {@link readComment} reads the same value back. */
export function writeInfo(key: string, value: InfoValue): string {
  return `${/^[^\s="'{}[\],]+$/.test(key) ? key : quote(key)}=${writeValue(value)}`;
}

function writeValue(value: InfoValue): string {
  if (typeof value === 'string') return writeString(value);
  if (typeof value !== 'object') return writeScalar(value);
  const isPlain = value.length > 1 && value.every((member) => typeof member !== 'string');
  return quote(isPlain ? value.map(writeScalar).join(' ') : JSON_MARK + JSON.stringify(value));
}

function writeScalar(value: string | number | boolean): string {
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return String(value === 0 ? 0 : value);
}

/**
 * A string that would read back as something else (numbers, booleans, an empty one, which ASE reads
 * wrongly in any other form) is written as JSON, as ASE does with what has no form of its own.
 */
function writeString(value: string): string {
  const isPlain = value !== '' && !/[\n\r]/.test(value) && !value.startsWith(JSON_MARK);
  if (!isPlain || readValue({ text: value, bracketed: false }, 0) !== value) {
    return quote(JSON_MARK + JSON.stringify(value));
  }
  return /^[\w.:/+-]+$/.test(value) ? value : quote(value);
}

const quote = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
