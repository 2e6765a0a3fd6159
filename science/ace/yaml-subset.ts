/**
 * The part of YAML that `.yace` files are written in: block mappings and sequences, flow collections
 * (also as keys, and over several lines), plain and quoted scalars, comments. Scalars stay text.
 * Anchors, tags, block scalars and several documents are refused by name.
 */
export type YamlValue = null | string | readonly YamlValue[] | YamlMap;

/** A mapping; a sequence as key is its members joined by commas. */
export type YamlMap = ReadonlyMap<string, YamlValue>;

/** What is wrong with a file, for people; thrown inside the reader and caught at its door. */
export class YaceProblem extends Error {
  readonly hint: string | undefined;
  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

interface Cursor {
  readonly text: string;
  at: number;
}

/** Reads one document; throws a {@link YaceProblem} that names the line. */
export function parseYamlSubset(text: string): YamlValue {
  const cursor: Cursor = { text, at: text.startsWith('---') ? 3 : 0 };
  const value = readBlock(cursor, 0);
  skipBlank(cursor);
  if (cursor.at < text.length) refuse(cursor, 'what follows does not belong to anything before it');
  return value;
}

function refuse(cursor: Cursor, what: string): never {
  const line = cursor.text.slice(0, cursor.at).split('\n').length;
  throw new YaceProblem(`line ${line}: ${what}`);
}

/** Skips spaces, line ends and comments. */
function skipBlank(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    while (isBlank(text.charCodeAt(cursor.at))) cursor.at++;
    if (text[cursor.at] !== '#') return;
    const end = text.indexOf('\n', cursor.at);
    cursor.at = end < 0 ? text.length : end;
  }
}

/** Space, tab, line feed, carriage return. */
const isBlank = (code: number): boolean => code === 32 || code === 10 || code === 13 || code === 9;

function skipSpaces(cursor: Cursor): void {
  while (cursor.text[cursor.at] === ' ' || cursor.text[cursor.at] === '\t') cursor.at++;
}

const column = ({ text, at }: Cursor): number => at - (text.lastIndexOf('\n', at - 1) + 1);

const isBreak = (c: string | undefined): boolean =>
  c === undefined || c === ' ' || c === '\n' || c === '\r' || c === '\t';

const atItem = ({ text, at }: Cursor): boolean => text[at] === '-' && isBreak(text[at + 1]);

const atColon = ({ text, at }: Cursor): boolean => text[at] === ':' && isBreak(text[at + 1]);

/** The node that starts at column `least` or further right; null where there is none. */
function readBlock(cursor: Cursor, least: number): YamlValue {
  skipBlank(cursor);
  const start = column(cursor);
  if (cursor.at >= cursor.text.length || start < least) return null;
  if (atItem(cursor)) return readSequence(cursor, start);
  const node = readInline(cursor, false);
  skipSpaces(cursor);
  return atColon(cursor) ? readMapping(cursor, start, node) : node;
}

function readSequence(cursor: Cursor, start: number): YamlValue[] {
  const items: YamlValue[] = [];
  while (cursor.at < cursor.text.length && column(cursor) === start && atItem(cursor)) {
    cursor.at++;
    items.push(readBlock(cursor, start + 1));
    skipBlank(cursor);
  }
  return items;
}

/** A block mapping whose first key has been read: the cursor is at its colon. */
function readMapping(cursor: Cursor, start: number, firstKey: YamlValue): YamlMap {
  const map = new Map<string, YamlValue>();
  let key = firstKey;
  for (;;) {
    if (!atColon(cursor)) refuse(cursor, 'a key needs a colon and a space after it');
    cursor.at++;
    const value = readMapValue(cursor, start);
    if (map.has(keyText(key))) refuse(cursor, `the key ${keyText(key)} is there twice`);
    map.set(keyText(key), value);
    skipBlank(cursor);
    if (cursor.at >= cursor.text.length || column(cursor) !== start || atItem(cursor)) return map;
    key = readInline(cursor, false);
    skipSpaces(cursor);
  }
}

function readMapValue(cursor: Cursor, start: number): YamlValue {
  skipSpaces(cursor);
  const next = cursor.text[cursor.at];
  if (next !== undefined && !'\r\n#'.includes(next)) return readInline(cursor, false);
  skipBlank(cursor);
  // a sequence may stand right below its key
  if (column(cursor) === start && atItem(cursor)) return readSequence(cursor, start);
  return readBlock(cursor, start + 1);
}

const keyText = (key: YamlValue): string =>
  Array.isArray(key) ? key.map(keyText).join() : typeof key === 'string' ? key : '';

/** A scalar or flow collection. */
function readInline(cursor: Cursor, inFlow: boolean): YamlValue {
  const first = cursor.text[cursor.at];
  if (first === '[') return readFlowSequence(cursor);
  if (first === '{') return readFlowMapping(cursor);
  if (first === '"' || first === "'") return readQuoted(cursor, first);
  if (first !== undefined && '&*!|>%@`'.includes(first)) {
    refuse(cursor, `"${first}" starts a YAML feature that .yace files do not use`);
  }
  return readPlain(cursor, inFlow);
}

function readFlowSequence(cursor: Cursor): YamlValue[] {
  const items: YamlValue[] = [];
  cursor.at++;
  for (;;) {
    skipBlank(cursor);
    if (cursor.text[cursor.at] === ']') break;
    items.push(readInline(cursor, true));
    endFlowItem(cursor, ']');
  }
  cursor.at++;
  return items;
}

function readFlowMapping(cursor: Cursor): YamlMap {
  const map = new Map<string, YamlValue>();
  cursor.at++;
  for (;;) {
    skipBlank(cursor);
    if (cursor.text[cursor.at] === '}') break;
    const key = keyText(readInline(cursor, true));
    skipBlank(cursor);
    if (cursor.text[cursor.at] !== ':') refuse(cursor, `the key ${key} needs a colon after it`);
    cursor.at++;
    skipBlank(cursor);
    if (map.has(key)) refuse(cursor, `the key ${key} is there twice`);
    map.set(key, readInline(cursor, true));
    endFlowItem(cursor, '}');
  }
  cursor.at++;
  return map;
}

/** Passes the comma after an item, or stops at the closing bracket. */
function endFlowItem(cursor: Cursor, close: string): void {
  skipBlank(cursor);
  const next = cursor.text[cursor.at];
  if (next === ',') cursor.at++;
  else if (next !== close) {
    refuse(cursor, next === undefined ? 'the file ends too early' : `expected "," or "${close}"`);
  }
}

function readQuoted(cursor: Cursor, quote: string): string {
  const end = cursor.text.indexOf(quote, cursor.at + 1);
  const text = cursor.text.slice(cursor.at + 1, end);
  if (end < 0 || text.includes('\n') || text.includes('\\')) {
    refuse(cursor, 'a quoted text must end on its line and have no escapes');
  }
  cursor.at = end + 1;
  return text;
}

/** Up to a line end, a colon with a space after it or a # with one before; in flow up to a bracket or comma. */
const PLAIN = /(?:[^\n\r:#]|:(?=\S)|(?<=\S)#)+/y;
const PLAIN_IN_FLOW = /(?:[^\n\r:#,[\]{}]|:(?=\S)|(?<=\S)#)+/y;

function readPlain(cursor: Cursor, inFlow: boolean): string {
  const pattern = inFlow ? PLAIN_IN_FLOW : PLAIN;
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text)?.[0] ?? refuse(cursor, 'a value is missing');
  cursor.at += found.length;
  return found.trimEnd();
}
