import type { Path } from '../document/document.ts';

/** A value in words: `the text "5.5 A"`, `the number 3`, `a list`. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return 'empty';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list';
  switch (typeof value) {
    case 'string':
      return `the text ${quoted(value)}`;
    case 'number':
      return `the number ${value}`;
    case 'boolean':
      return `${value}`;
    default:
      return 'a map';
  }
}

/** A text in double quotes on one line, cut where it is long. */
export const quoted = (text: string): string =>
  JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}...` : text);

const kinds: { readonly [type: string]: string } = {
  number: 'a number',
  integer: 'a whole number',
  boolean: '`true` or `false`',
  string: 'text',
  array: 'a list',
  object: 'a map (`key: value`)',
  null: 'empty',
};

/** JSON Schema types in words: `a number or a list`. */
export const kindWords = (types: readonly string[]): string =>
  listed(
    types.map((type) => kinds[type] ?? type),
    'or',
  );

/** `a`, `a or b`, `a, b or c`. */
export function listed(words: readonly string[], last: 'or' | 'and'): string {
  const unique = [...new Set(words)];
  if (unique.length < 2) return unique.join('');
  return `${unique.slice(0, -1).join(', ')} ${last} ${unique.at(-1)}`;
}

/** A value that may be written in the YAML, in backticks. */
export const code = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;

/** Up to twelve words in backticks. */
export function codes(words: readonly string[]): string {
  const shown = words.slice(0, 12).map(code);
  return words.length > 12 ? `${shown.join(', ')}, ...` : shown.join(', ');
}

/** The name of what is at `path`: `elements[2]`; `the file` at the top. */
export function subject(path: Path): string {
  let from = path.length - 1;
  while (from > 0 && typeof path[from] === 'number') from--;
  if (from < 0) return 'the file';
  if (from === 1 && path[0] === 'nodes') return `node \`${path[1]}\``;
  return `\`${dotted(path.slice(from))}\``;
}

/** Where something is, to follow "in": `` `with.distortion` of node `structures` ``. */
export function container(path: Path): string {
  if (path.length === 0) return 'the pipeline';
  if (path[0] !== 'nodes' || path.length === 1) return `\`${dotted(path)}\``;
  const node = `node \`${path[1]}\``;
  return path.length === 2 ? node : `\`${dotted(path.slice(2))}\` of ${node}`;
}

function dotted(path: Path): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else text += text === '' ? step : `.${step}`;
  }
  return text;
}
