import type { Canonical } from '../../base/canonical.ts';
import { coreValue, FlowReader, OTHER } from './plain-flow.ts';

/** What a text in the plain form holds, and where the words below `nodes` stand. */
export interface PlainForm {
  readonly value: Canonical;
  /** The offset of each key of the map `nodes`. */
  readonly nodeKeys: ReadonlyMap<string, number>;
}

interface Line {
  readonly indent: number;
  /** Offsets of the first character that is no space, and of the end without spaces. */
  readonly start: number;
  readonly end: number;
}

/** A key at the beginning of a line: a word, `: `, and what follows. */
const KEY = /([A-Za-z_][\w-]*):(?: +|$)/y;

/** Nested deeper than a pipeline is. */
const DEEPEST = 30;

/**
 * Reads YAML that keeps to a plain form: maps and lists in blocks, words as keys, and values that end on their line
 * (quoted texts, words, `[...]` and `{...}`). It gives what the whole reader gives, some ten times quicker; `undefined` on
 * anything else, also on what is wrong: the whole reader knows what to say.
 */
export function readPlainForm(text: string): PlainForm | undefined {
  if (UNUSUAL.test(text)) return undefined;
  const lines = linesOf(text);
  if (lines?.[0]?.indent !== 0) return undefined;
  const reader = new BlockReader(text, lines);
  const value = reader.block(0, 0);
  return value === OTHER || !reader.ended ? undefined : { value, nodeKeys: reader.nodeKeys };
}

/** Tabs, other ends of lines than `\n`, and what no text has. */
const UNUSUAL = /[^\n -~\u00a0-\u2027\u202a-\ufefe\uff00-\ufffd]/;

/** The lines that say something; `undefined` where one may mean more than a line. */
function linesOf(text: string): Line[] | undefined {
  const lines: Line[] = [];
  for (let at = 0; at < text.length; ) {
    const next = text.indexOf('\n', at);
    let end = next < 0 ? text.length : next;
    let start = at;
    while (start < end && text.charCodeAt(start) === SPACE) start++;
    while (end > start && text.charCodeAt(end - 1) === SPACE) end--;
    const first = text.charCodeAt(start);
    if (end > start && first !== HASH) {
      const whole = start === at && (text.startsWith('---', at) || text.startsWith('...', at));
      if (whole || first === PERCENT) return undefined;
      lines.push({ indent: start - at, start, end });
    }
    at = next < 0 ? text.length : next + 1;
  }
  return lines;
}

const SPACE = 32;
const HASH = 35;
const PERCENT = 37;
const DASH = 45;

/** Goes through the lines; `OTHER` as soon as one is not in the plain form. */
class BlockReader {
  readonly nodeKeys = new Map<string, number>();
  readonly #text: string;
  readonly #lines: readonly Line[];
  readonly #flow: FlowReader;
  #at = 0;

  constructor(text: string, lines: readonly Line[]) {
    this.#text = text;
    this.#lines = lines;
    this.#flow = new FlowReader(text);
  }

  get ended(): boolean {
    return this.#at === this.#lines.length;
  }

  /** The map or list whose lines begin here. */
  block(indent: number, depth: number, isNodes = false): Canonical | typeof OTHER {
    if (depth > DEEPEST) return OTHER;
    return this.#isItem(this.#lines[this.#at] as Line)
      ? this.#list(indent)
      : this.#map(indent, depth, isNodes);
  }

  #map(indent: number, depth: number, isNodes: boolean): Canonical | typeof OTHER {
    const map: Record<string, Canonical> = {};
    for (let line = this.#lines[this.#at]; line && line.indent >= indent; ) {
      if (line.indent > indent) return OTHER;
      KEY.lastIndex = line.start;
      const key = KEY.exec(this.#text)?.[1] ?? this.#lastKey(line);
      if (key === undefined || key === '__proto__' || Object.hasOwn(map, key)) return OTHER;
      const from = this.#afterKey(line, key);
      this.#at++;
      const nested = depth === 0 && key === 'nodes';
      const value =
        from < line.end ? this.#value(from, line.end) : this.#below(indent, depth, nested);
      if (value === OTHER) return OTHER;
      map[key] = value;
      if (isNodes) this.nodeKeys.set(key, line.start);
      line = this.#lines[this.#at];
    }
    return map;
  }

  /** A key at the end of its line. */
  #lastKey({ start, end }: Line): string | undefined {
    return /^([A-Za-z_][\w-]*):$/.exec(this.#text.slice(start, end))?.[1];
  }

  #afterKey({ start, end }: Line, key: string): number {
    let from = start + key.length + 1;
    while (from < end && this.#text.charCodeAt(from) === SPACE) from++;
    // After a space, it begins a comment.
    return this.#text.charCodeAt(from) === HASH ? end : Math.min(from, end);
  }

  /** What stands under a key that has nothing on its line: a list may stand as far left as the key. */
  #below(indent: number, depth: number, isNodes: boolean): Canonical | typeof OTHER {
    const line = this.#lines[this.#at];
    if (!line || line.indent < indent) return null;
    if (line.indent > indent) return this.block(line.indent, depth + 1, isNodes);
    return this.#isItem(line) ? this.#list(indent) : null;
  }

  #isItem({ start, end }: Line): boolean {
    if (this.#text.charCodeAt(start) !== DASH) return false;
    return end === start + 1 || this.#text.charCodeAt(start + 1) === SPACE;
  }

  #list(indent: number): Canonical | typeof OTHER {
    const list: Canonical[] = [];
    for (let line = this.#lines[this.#at]; line && line.indent >= indent; ) {
      if (line.indent > indent) return OTHER;
      if (!this.#isItem(line)) break;
      const value = this.#value(this.#afterKey(line, ''), line.end);
      if (value === OTHER) return OTHER;
      list.push(value);
      this.#at++;
      line = this.#lines[this.#at];
    }
    return list;
  }

  /** A value that ends on its line. */
  #value(from: number, end: number): Canonical | typeof OTHER {
    if (from >= end) return OTHER;
    const first = this.#text[from] as string;
    if ('"\'[{'.includes(first)) return this.#flow.only(from, end);
    const text = this.#text.slice(from, end).replace(/ +#.*$/, '');
    return PLAIN.test(text) && !/: |:$/.test(text) ? coreValue(text) : OTHER;
  }
}

/** A text without quotes: it begins with nothing that means something, and is no item of a list. */
const PLAIN = /^(?:[A-Za-z0-9_./+$(<=^;~]|-(?=[^ ]))[ !-~]*$/;
