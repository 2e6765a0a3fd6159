import type { Canonical } from '../../base/canonical.ts';

/** What is not in the plain form. */
export const OTHER = Symbol('other');

type Read = Canonical | typeof OTHER;

/** Words and numbers of the core schema (YAML 1.2, 10.3.2); what is none of them is text. */
const NULL = /^(?:~|null|Null|NULL)$/;
const BOOL = /^(?:true|True|TRUE|false|False|FALSE)$/;
const INTEGER = /^[-+]?[0-9]+$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
/** Octal, hexadecimal, infinite: seldom, and left to the whole reader. */
const SELDOM = /^(?:0[ox]|[-+]?\.(?:inf|Inf|INF|nan|NaN|NAN))/;

/** The value of a text without quotes. */
export function coreValue(text: string): Read {
  const first = text.charCodeAt(0);
  // Only these letters and signs begin a word or a number of the schema.
  if (first > 57 && !'nNtTfF~'.includes(text[0] as string)) return text;
  if (NULL.test(text)) return null;
  if (BOOL.test(text)) return text[0] === 't' || text[0] === 'T';
  if (SELDOM.test(text)) return OTHER;
  if (!FLOAT.test(text)) return text;
  const number = Number(text);
  if (!Number.isFinite(number)) return OTHER;
  return INTEGER.test(text) && !Number.isSafeInteger(number) ? OTHER : number;
}

const SPACE = 32;
const BRACKET_END = 93;
const BRACE_END = 125;
const COMMA = 44;

/** A word without quotes inside brackets. */
const WORD = /(?:[A-Za-z0-9_./+$]|-(?=[0-9A-Za-z.]))[A-Za-z0-9_./+$()<=>^;~ -]*/y;
const WORD_KEY = /([A-Za-z_][\w-]*): +/y;
const DOUBLE = /"((?:[^"\\]|\\["\\nt])*)"/y;
const SINGLE = /'((?:[^']|'')*)'/y;
const ESCAPES: { readonly [letter: string]: string } = { n: '\n', t: '\t' };

/** Reads quoted texts, `[...]` and `{...}` that end on their line. */
export class FlowReader {
  readonly #text: string;
  #at = 0;
  #end = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** The one value that stands between two offsets. */
  only(from: number, end: number): Read {
    this.#at = from;
    this.#end = end;
    const value = this.#value(0);
    const ends = this.#at === end || /^ +#/.test(this.#text.slice(this.#at, end));
    return ends ? value : OTHER;
  }

  #value(depth: number): Read {
    switch (this.#text[this.#at]) {
      case '"':
        return this.#double();
      case "'":
        return this.#quoted(SINGLE)?.replaceAll("''", "'") ?? OTHER;
      case '[':
        return depth > 20 ? OTHER : this.#list(depth);
      case '{':
        return depth > 20 ? OTHER : this.#map(depth);
      default:
        return depth === 0 ? OTHER : this.#word();
    }
  }

  /** What stands between quotes; `undefined` where they do not close before the end. */
  #quoted(form: RegExp): string | undefined {
    form.lastIndex = this.#at;
    const [whole, inside] = form.exec(this.#text) ?? [];
    if (whole === undefined || this.#at + whole.length > this.#end) return undefined;
    this.#at += whole.length;
    return inside;
  }

  #double(): Read {
    const inside = this.#quoted(DOUBLE);
    if (inside === undefined) return OTHER;
    return inside.includes('\\')
      ? inside.replace(/\\(.)/g, (_, letter: string) => ESCAPES[letter] ?? letter)
      : inside;
  }

  #word(): Read {
    WORD.lastIndex = this.#at;
    const [word] = WORD.exec(this.#text) ?? [];
    if (word === undefined) return OTHER;
    this.#at += word.length;
    return coreValue(word.trimEnd());
  }

  #list(depth: number): Read {
    const list: Canonical[] = [];
    if (this.#opensEmpty(BRACKET_END)) return list;
    for (;;) {
      const value = this.#value(depth + 1);
      if (value === OTHER) return OTHER;
      list.push(value);
      const more = this.#goesOn(BRACKET_END);
      if (more !== true) return more === false ? list : OTHER;
    }
  }

  #map(depth: number): Read {
    const map: Record<string, Canonical> = {};
    if (this.#opensEmpty(BRACE_END)) return map;
    for (;;) {
      WORD_KEY.lastIndex = this.#at;
      const [whole, key] = WORD_KEY.exec(this.#text) ?? [];
      if (whole === undefined || key === undefined) return OTHER;
      if (key === '__proto__' || Object.hasOwn(map, key)) return OTHER;
      this.#at += whole.length;
      const value = this.#value(depth + 1);
      if (value === OTHER) return OTHER;
      map[key] = value;
      const more = this.#goesOn(BRACE_END);
      if (more !== true) return more === false ? map : OTHER;
    }
  }

  /** Past the opening bracket and spaces; whether it closes at once. */
  #opensEmpty(close: number): boolean {
    this.#at++;
    this.#spaces();
    if (this.#text.charCodeAt(this.#at) !== close || this.#at >= this.#end) return false;
    this.#at++;
    return true;
  }

  /** Whether a comma follows, or the end of the brackets (`false`); `undefined` on anything else. */
  #goesOn(close: number): boolean | undefined {
    this.#spaces();
    if (this.#at >= this.#end) return undefined;
    const next = this.#text.charCodeAt(this.#at);
    this.#at++;
    if (next === close) return false;
    if (next !== COMMA || this.#text.charCodeAt(this.#at) !== SPACE) return undefined;
    this.#spaces();
    return true;
  }

  #spaces(): void {
    while (this.#at < this.#end && this.#text.charCodeAt(this.#at) === SPACE) this.#at++;
  }
}
