import { FormatProblem } from './format-error.ts';

/** A data block of a CIF: single items and the rows of loops, by tag in lower case. */
export interface CifBlock {
  readonly name: string;
  readonly line: number;
  readonly items: ReadonlyMap<string, CifValue>;
  readonly loops: readonly CifLoop[];
}

/** A value as written, without its quotes, and its line. */
export interface CifValue {
  readonly text: string;
  readonly line: number;
}

/** A table of a CIF: each row has one value a tag. */
export interface CifLoop {
  readonly tags: readonly string[];
  readonly rows: readonly (readonly CifValue[])[];
  readonly line: number;
}

interface Token extends CifValue {
  readonly isQuoted: boolean;
}

/** Splits a CIF (1.1) into its blocks; throws {@link FormatProblem}. */
export function readCifBlocks(text: string): CifBlock[] {
  const tokens = tokenize(text);
  const blocks: CifBlock[] = [];
  let at = 0;
  while (at < tokens.length) {
    const head = tokens[at] as Token;
    if (!isWord(head, /^data_/i)) {
      throw new FormatProblem(head.line, `expected data_NAME, found "${head.text.slice(0, 40)}"`);
    }
    const end = tokens.findIndex((token, i) => i > at && isWord(token, /^data_/i));
    const stop = end < 0 ? tokens.length : end;
    blocks.push(readBlock(head, tokens.slice(at + 1, stop)));
    at = stop;
  }
  if (blocks.length === 0) throw new FormatProblem(0, 'there is no data_ block');
  return blocks;
}

const isWord = (token: Token | undefined, pattern: RegExp): boolean =>
  token !== undefined && !token.isQuoted && pattern.test(token.text);

const TAG = /^_/;
const LOOP = /^loop_$/i;
const isValue = (token: Token | undefined): token is Token =>
  token !== undefined && !isWord(token, TAG) && !isWord(token, LOOP);

function readBlock(head: Token, tokens: readonly Token[]): CifBlock {
  const items = new Map<string, CifValue>();
  const loops: CifLoop[] = [];
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at] as Token;
    if (isWord(token, LOOP)) {
      const { loop, next } = readLoop(tokens, at);
      loops.push(loop);
      at = next;
    } else if (isWord(token, TAG)) {
      const value = tokens[at + 1];
      if (!isValue(value)) throw new FormatProblem(token.line, `${token.text} has no value`);
      items.set(token.text.toLowerCase(), value);
      at += 2;
    } else {
      throw new FormatProblem(token.line, `"${token.text.slice(0, 40)}" is a value without a name`);
    }
  }
  return { name: head.text.slice(5), line: head.line, items, loops };
}

function readLoop(tokens: readonly Token[], start: number): { loop: CifLoop; next: number } {
  const { line } = tokens[start] as Token;
  let at = start + 1;
  const tags: string[] = [];
  while (isWord(tokens[at], TAG)) tags.push((tokens[at++] as Token).text.toLowerCase());
  const values: CifValue[] = [];
  while (isValue(tokens[at])) values.push(tokens[at++] as Token);
  if (tags.length === 0 || values.length % tags.length !== 0) {
    throw new FormatProblem(
      line,
      `this loop_ has ${values.length} values for ${tags.length} names: a row is not whole`,
    );
  }
  const rows = Array.from({ length: values.length / tags.length }, (_, row) =>
    values.slice(row * tags.length, (row + 1) * tags.length),
  );
  return { loop: { tags, rows, line }, next: at };
}

function tokenize(text: string): Token[] {
  const lines = text.split(/\r?\n/);
  const tokens: Token[] = [];
  for (let row = 0; row < lines.length; row++) {
    const line = lines[row] as string;
    if (!line.startsWith(';')) {
      splitLine(line, row + 1, tokens);
      continue;
    }
    const end = lines.findIndex((other, i) => i > row && other.startsWith(';'));
    if (end < 0) throw new FormatProblem(row + 1, 'the text that opens with ";" is never closed');
    const body = [line.slice(1), ...lines.slice(row + 1, end)].join('\n').trim();
    tokens.push({ text: body, line: row + 1, isQuoted: true });
    splitLine((lines[end] as string).slice(1), end + 1, tokens);
    row = end;
  }
  return tokens;
}

/** A quote closes only before a space or the end: `'5'-end'` is one value. */
const WORD = /\s*(?:#.*$|'((?:[^']|'(?=\S))*)'(?=\s|$)|"((?:[^"]|"(?=\S))*)"(?=\s|$)|(\S+))/y;

function splitLine(line: string, number: number, tokens: Token[]): void {
  WORD.lastIndex = 0;
  for (let match = WORD.exec(line); match !== null; match = WORD.exec(line)) {
    const [, single, double, bare] = match;
    const text = single ?? double ?? bare;
    if (text !== undefined) tokens.push({ text, line: number, isQuoted: bare === undefined });
  }
}
