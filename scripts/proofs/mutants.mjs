// Spoilt YAML: each mutant is a function of the seed and its number, so that any can be made again.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './engine-run.mjs';
import { numbersFrom } from './numbers.mjs';

/** The first of the files: real pipelines. */
const PIPELINES = readdirSync(join(ROOT, 'pipelines')).length;

/** The files that are spoilt: real pipelines and golden mistakes. */
export const originals = ['pipelines', 'test/golden/messages'].flatMap((folder) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.yaml'))
    .sort()
    .map((name) => readFileSync(join(ROOT, folder, name))),
);

const PIECES = [
  ...['{', '}', '[', ']', ':', ': ', '- ', '\n', '  ', '\t', '"', "'", '#', ',', '? ', '| ', '> '],
  ...['&a ', '*a', '*nowhere', '&a [*a]', '<<: *a\n', '!!set ', '!!binary x', '!mine '],
  ...['${{ params.cutoff }}', '${{', '}}', '${{ matrix.x }}', '${{ params.__proto__ }}'],
  ...['__proto__: { polluted: yes }\n', '__proto__', 'constructor', 'toString', 'hasOwnProperty'],
  ...['1e999', '-1e999', '.nan', '.inf', '9007199254740993', `1${'0'.repeat(400)}`, '-0', '0x'],
  ...['range: { from: 0, to: 1e9, step: 1 }', 'matrix: { a: [1, 2], b: [3, 4] }', 'null', '~'],
  ...['%YAML 1.1\n', '---\n', '...\n', '\u0000', '\ufeff', '\u2028', '\u{1f600}', '\r'],
];

/** Aliases of aliases: nine levels are a billion words where they are written out. */
function laughs(levels) {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let at = 1; at < levels; at++) {
    const before = Array(10)
      .fill(`*a${at - 1}`)
      .join(', ');
    lines.push(`a${at}: &a${at} [${before}]`);
  }
  return `\n${lines.join('\n')}\n`;
}

/** The same inside one value, where a setting stands. */
const laughsInside = (levels) =>
  Array.from({ length: levels }).reduce(
    (text, _, at) => `[&b${at} ${text}${`, *b${at}`.repeat(9)}]`,
    'x',
  );

/**
 * The kinds of change. Each takes the bytes and a draw of an integer below a bound.
 * @type {Record<string, (bytes: Buffer, below: (bound: number) => number) => Buffer>}
 */
const CHANGES = {
  'byte flipped': (bytes, below) => {
    const copy = Buffer.from(bytes);
    if (copy.length > 0) copy[below(copy.length)] ^= 1 << below(8);
    return copy;
  },
  'piece left out': (bytes, below) => {
    const at = below(bytes.length + 1);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + below(60))]);
  },
  'piece doubled': (bytes, below) => {
    const at = below(bytes.length + 1);
    const piece = bytes.subarray(at, at + 1 + below(300));
    return inserted(bytes, at, Buffer.concat(Array(1 + below(3)).fill(piece)));
  },
  'piece of another file': (bytes, below) => {
    const other = originals[below(originals.length)];
    const from = below(other.length);
    const piece = other.subarray(from, from + 1 + below(400));
    return inserted(bytes, below(bytes.length + 1), piece);
  },
  'line moved': (bytes, below) => {
    const lines = bytes.toString('latin1').split('\n');
    const [line] = lines.splice(below(lines.length), 1);
    lines.splice(below(lines.length + 1), 0, line);
    return Buffer.from(lines.join('\n'), 'latin1');
  },
  'value replaced': (bytes, below) => {
    const ends = [...bytes.toString('latin1').matchAll(/: ?/g)];
    if (ends.length === 0) return bytes;
    const { index } = ends[below(ends.length)];
    const end = bytes.indexOf(10, index);
    const rest = bytes.subarray(end < 0 ? bytes.length : end);
    return Buffer.concat([bytes.subarray(0, index + 1), Buffer.from(` ${value(below)}`), rest]);
  },
  'hostile word': (bytes, below) =>
    inserted(bytes, below(bytes.length + 1), Buffer.from(PIECES[below(PIECES.length)])),
  'aliases of aliases': (bytes, below) => {
    const text = laughs(2 + below(9));
    return inserted(bytes, below(2) === 0 ? bytes.length : below(bytes.length), Buffer.from(text));
  },
  'deep nesting': (bytes, below) => {
    const depth = 10 ** (1 + below(4)) * (1 + below(2));
    const text = ['[', '{a: ', '- ', '? '][below(4)].repeat(depth);
    const closed = below(2) === 0 && text[0] === '[' ? text + ']'.repeat(depth) : text;
    return inserted(bytes, below(bytes.length + 1), Buffer.from(closed));
  },
};

/** A value that no setting expects. */
function value(below) {
  const depth = 1 + below(3000);
  const values = [
    ...PIECES,
    laughsInside(1 + below(9)),
    '['.repeat(depth) + ']'.repeat(depth),
    '{ __proto__: { a: 1 } }',
    'x'.repeat(100_000),
  ];
  return values[below(values.length)];
}

const inserted = (bytes, at, piece) =>
  Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);

/**
 * One spoilt file, and the kinds of change that made it.
 * @param {number} seed
 * @param {number} number
 * @returns {{ bytes: Buffer, kinds: string[] }}
 */
export function mutant(seed, number) {
  const random = numbersFrom(Math.imul(seed, 0x9e3779b1) + number);
  const below = (/** @type {number} */ bound) => Math.floor(random() * bound);
  const names = Object.keys(CHANGES);
  const kinds = [];
  // Half of them are spoilt pipelines that were right.
  let bytes = originals[below(below(2) === 0 ? PIPELINES : originals.length)];
  for (let left = 1 + below(4); left > 0; left--) {
    const kind = names[below(names.length)];
    kinds.push(kind);
    bytes = CHANGES[kind](bytes, below);
  }
  return { bytes, kinds };
}
