import { FormatProblem } from './format-error.ts';
import { readReal } from './read-number.ts';

/** A value of a Fortran namelist, and its line. */
export interface NamelistValue {
  readonly value: string | number | boolean;
  readonly line: number;
}

/** The namelists of a file by name and key, both in lower case, and what follows them. */
export interface Namelists {
  readonly lists: ReadonlyMap<string, ReadonlyMap<string, NamelistValue>>;
  /** Lines that are in no namelist, without comments and empty ones, by their number from 1. */
  readonly rest: readonly { readonly text: string; readonly line: number }[];
}

const ENTRY =
  /^\s*([a-z_]\w*(?:\s*\(\s*\d+(?:\s*,\s*\d+)*\s*\))?)\s*=\s*('[^']*'|"[^"]*"|[^\s,'"/][^\s,'"]*)\s*,?/i;

/** Reads `&NAME key = value, ... /` as pw.x writes and reads it; `!` begins a comment. */
export function readNamelists(text: string): Namelists {
  const lists = new Map<string, Map<string, NamelistValue>>();
  const rest: { text: string; line: number }[] = [];
  let open: Map<string, NamelistValue> | undefined;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    let line = withoutComment(raw);
    const opening = /^\s*&(\w+)/.exec(line);
    if (opening && !open) {
      open = new Map();
      lists.set((opening[1] as string).toLowerCase(), open);
      line = line.slice(opening[0].length);
    }
    if (!open) {
      if (line.trim() !== '' && !line.trimStart().startsWith('#'))
        rest.push({ text: line, line: i + 1 });
      continue;
    }
    if (readEntries(line, open, i + 1)) open = undefined;
  }
  if (open) throw new FormatProblem(0, 'a namelist is not closed', 'it ends with a line `/`');
  return { lists, rest };
}

/** The entries of a line; true where the namelist ends in it. */
function readEntries(text: string, list: Map<string, NamelistValue>, line: number): boolean {
  let left = text;
  while (left.trim() !== '') {
    if (/^\s*(\/|&end\b)/i.test(left)) return true;
    const entry = ENTRY.exec(left);
    if (!entry)
      throw new FormatProblem(line, `expected key = value, found "${left.trim().slice(0, 40)}"`);
    const key = (entry[1] as string).replace(/\s+/g, '').toLowerCase();
    list.set(key, { value: readValue(entry[2] as string), line });
    left = left.slice(entry[0].length);
  }
  return false;
}

function readValue(text: string): NamelistValue['value'] {
  if (/^['"]/.test(text)) return text.slice(1, -1).trim();
  if (/^\.?t(rue)?\.?$/i.test(text)) return true;
  if (/^\.?f(alse)?\.?$/i.test(text)) return false;
  return readReal(text) ?? text;
}

function withoutComment(text: string): string {
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const c = text[i] as string;
    if (quote !== '') {
      if (c === quote) quote = '';
    } else if (c === "'" || c === '"') quote = c;
    else if (c === '!') return text.slice(0, i);
  }
  return text;
}
