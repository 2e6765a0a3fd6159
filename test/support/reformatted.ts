import { parse } from 'yaml';

/** Numbers in [0, 1) from a seed (mulberry32, public domain). */
export function numbersFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The list in another order. */
export function shuffled<T>(list: readonly T[], random: () => number): T[] {
  return list
    .map((one) => [random(), one] as const)
    .sort(([a], [b]) => a - b)
    .map(([, one]) => one);
}

type Value = number | string | boolean | readonly Value[] | { readonly [key: string]: Value };

const DEFAULTS: Readonly<Record<string, { readonly [key: string]: Value }>> = {
  numbers: { count: 3, first: 1 },
  double: { by: 2, special: {} },
  sum: { plus: 0 },
};

/**
 * A pipeline over number stages as someone else would write it: other order of keys, block or flow,
 * quotes, notations of a number, spaces, indentation, comments, and some defaults spelled out. (Anchors are no part of the language: E0112.)
 */
export function reformatted(text: string, random: () => number): string {
  const value = spelledOut(parse(text) as Value, random);
  const written = block(value, 0, random).trimStart();
  const lines = random() < 0.2 ? written.replaceAll('\n', '\r\n') : written;
  return `${random() < 0.3 ? '# a pipeline\n\n' : ''}${random() < 0.2 ? '---\n' : ''}${lines}\n`;
}

function spelledOut(value: Value, random: () => number): Value {
  if (typeof value !== 'object' || Array.isArray(value)) return value;
  const entries = Object.entries(value).map(
    ([key, one]) => [key, spelledOut(one, random)] as const,
  );
  const all = Object.fromEntries(entries);
  const defaults = DEFAULTS[String(all['uses'])];
  if (!defaults) return all;
  const some = Object.entries(defaults).filter(() => random() < 0.5);
  return { ...all, with: { ...Object.fromEntries(some), ...(all['with'] as object) } };
}

const pick = <T>(random: () => number, ...list: readonly T[]): T =>
  list[Math.floor(random() * list.length)] as T;

function scalar(value: number | string | boolean, random: () => number): string {
  if (typeof value === 'boolean') {
    return value ? pick(random, 'true', 'True', 'TRUE') : pick(random, 'false', 'False', 'FALSE');
  }
  if (typeof value === 'number') {
    return pick(random, `${value}`, `${value}.0`, `0x${value.toString(16)}`, `${value}e0`);
  }
  const escaped = [...value]
    .map((one) => (random() < 0.2 ? `\\x${one.charCodeAt(0).toString(16)}` : one))
    .join('');
  const plain = /^[A-Za-z]\w*$/.test(value) ? value : `'${value}'`;
  return pick(random, plain, `'${value}'`, `"${value}"`, `"${escaped}"`);
}

function flow(value: Value, random: () => number): string {
  if (typeof value !== 'object') return scalar(value, random);
  const space = (): string => pick(random, '', ' ', '  ');
  const comma = (): string => `${space()},${pick(random, ' ', '  ')}`;
  const joined = (parts: readonly string[]): string =>
    parts.reduce((all, part) => (all === '' ? part : `${all}${comma()}${part}`), '');
  if (Array.isArray(value)) {
    return `[${space()}${joined(value.map((one) => flow(one, random)))}${space()}]`;
  }
  const entries = shuffled(Object.entries(value), random);
  const parts = entries.map(
    ([key, one]) => `${scalar(key, random)}:${pick(random, ' ', '  ')}${flow(one, random)}`,
  );
  return `{${space()}${joined(parts)}${space()}}`;
}

/** A value after its `key:`, on the same line or below it. */
function block(value: Value, indent: number, random: () => number): string {
  const comment = (): string => (random() < 0.15 ? pick(random, ' # why', '   # 2: {', ' #') : '');
  const empty = typeof value === 'object' && Object.keys(value).length === 0;
  if (typeof value !== 'object' || empty || (indent > 0 && random() < 0.4)) {
    return ` ${flow(value, random)}${comment()}`;
  }
  const pad = ' '.repeat(indent);
  const between = (): string =>
    random() < 0.15 ? pick(random, '\n', `\n${pad}# words: here`) : '';
  if (Array.isArray(value)) {
    return value
      .map((one) => `${between()}\n${pad}-${pick(random, ' ', '  ')}${flow(one, random)}`)
      .join('');
  }
  const step = pick(random, 1, 2, 3, 4);
  return shuffled(Object.entries(value), random)
    .map(
      ([key, one]) =>
        `${between()}\n${pad}${scalar(key, random)}:${block(one, indent + step, random)}`,
    )
    .join('');
}
