import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { parseYace, writeYace } from '../../../science/ace/yace.ts';
import { parseYamlSubset } from '../../../science/ace/yaml-subset.ts';
import { randomPotential } from './samples.ts';

const sample = writeYace(randomPotential(['Al', 'Ni'], 4, 60, 2).potential);
const folder = join(import.meta.dirname, 'pyace-files');

function problem(text: string): { message: string; hint?: string } {
  const parsed = parseYace(text);
  if (parsed.ok) throw new Error('this was meant to be refused');
  return parsed.error;
}

test('what is written is read back, and written again the same', () => {
  const parsed = parseYace(sample);
  expect(parsed.ok && writeYace(parsed.value)).toBe(sample);
  expect(parsed.ok && parsed.value).toEqual(randomPotential(['Al', 'Ni'], 4, 60, 2).potential);
});

test('the text of a small potential, by its digest', () => {
  // every number in it is made with + - * / and sqrt: the same on every machine and Node
  const { potential } = randomPotential(['Cu'], 4, 40, 1);
  expect(digestBytes(writeYace(potential))).toMatchInlineSnapshot(
    `"sha256:ff7cfd6292659aaf056496d9402bdf7dd4cf4e28ae7b8d125d43bed0697f5421"`,
  );
});

test('numbers have a point before their exponent, for YAML 1.1', () => {
  const { potential } = randomPotential(['Cu'], 1, 3, 1);
  const text = writeYace({ ...potential, e0: [1e-7] });
  expect(text).toContain('E0: [1.0e-7]');
  const parsed = parseYace(text);
  expect(parsed.ok && parsed.value.e0).toEqual([1e-7]);
});

test.each(['chebexpcos', 'chebpow-binary', 'core-zbl', 'finnis-sinclair'])(
  'a file of pyace keeps its meaning when we write it: %s',
  (name) => {
    const text = readFileSync(join(folder, `${name}.yace`), 'utf8');
    const first = parseYace(text);
    if (!first.ok) throw new Error(first.error.message);
    const ours = writeYace(first.value);
    const second = parseYace(ours);
    expect(second).toEqual(first);
    expect(ours.split('\n').map((line) => line.split(':')[0])).toEqual(
      text.split('\n').map((line) => line.split(':')[0]),
    );
  },
);

test('block style, comments, quotes and line ends of other writers', () => {
  const block = sample
    .replaceAll('\n', '\r\n')
    .replace('elements: [Al, Ni]', '# made by hand\r\nelements:\r\n- "Al"\r\n- Ni  # nickel')
    .replace('E0: [-1.25, -2.25]', 'E0: [-1.25,\r\n     -2.25]')
    .replace(/ {2}0: \{ndensity: 1, (.*)\}\r/, (_, rest: string) =>
      ['  0:', '    ndensity: 1', ...rest.split(/, (?=[a-z])/i).map((x) => `    ${x}`)]
        .join('\r\n')
        .concat('\r'),
    );
  expect(block).toContain('    npoti: FinnisSinclairShiftedScaled\r\n');
  expect(parseYace(`---\r\n${block}`)).toEqual(parseYace(sample));
});

test('what is not supported is named', () => {
  expect(problem(sample.replace('SBessel', 'Laguerre')).message).toBe(
    'bonds [0, 0]: radbasename: Laguerre is not supported (known: SBessel, ChebExpCos, ChebPow, ChebLinear)',
  );
  expect(problem(sample.replace('FinnisSinclairShiftedScaled', 'Exp')).message).toContain(
    'embeddings 0: npoti: Exp is not supported',
  );
  expect(
    problem(sample.replace('inner_cutoff_type: distance', 'inner_cutoff_type: zbl')).message,
  ).toBe('bonds with different inner_cutoff_type are not supported');
  const other = problem('species:\n  - {speciesblock: Cu}\n');
  expect(other.message).toContain('.yaml form');
  expect(other.hint).toContain('pace_yaml2yace');
});

test.each([
  ['a field that is missing', /rcut: 4.5, /, '', 'bonds [0, 0]: rcut is missing'],
  ['a bond that is missing', '  [1, 0]:', '  [5, 0]:', 'bonds: 1,0 is missing'],
  [
    'a word for a number',
    'deltaSplineBins: 0.001',
    'deltaSplineBins: fine',
    'deltaSplineBins: fine is not a number',
  ],
  ['no such element', 'elements: [Al, Ni]', 'elements: [Al, Xx]', 'Xx is not a chemical symbol'],
  ['too few E0', 'E0: [-1.25, -2.25]', 'E0: [-1.25]', 'E0 has 1 numbers for 2 elements'],
  [
    'a radial index beyond the bond',
    'ns: [1, 1], ls: [0, 0]',
    'ns: [1, 99], ls: [0, 0]',
    'go beyond what its bonds have',
  ],
  [
    'an m beyond its l',
    'ms_combs: [0, 0, 1, -1]',
    'ms_combs: [0, 0, 2, -1]',
    'an m is larger than its l',
  ],
  ['too few coefficients', /ctildes: \[[^,\]]*\]/, 'ctildes: []', 'ctildes do not fit'],
  ['radial coefficients of another shape', 'nradmax: ', 'nradmax: 1', 'radcoefficients are not'],
] as const)('a broken file: %s', (_, pattern, replacement, message) => {
  expect(problem(sample.replace(pattern, replacement)).message).toContain(message);
});

test.each([
  ['a: [1, 2', 'line 1: the file ends too early'],
  ['a: 1\nb: {c: 1\nd: 2}', 'line 3: expected "," or "}"'],
  ['a: 1\na: 2', 'line 2: the key a is there twice'],
  ['a: &x 1', 'line 1: "&" starts a YAML feature'],
  ['a: 1\nb', 'line 2: a key needs a colon'],
  ['a: "x', 'line 1: a quoted text must end'],
  ['a: 1\n  - 2', 'line 2: '],
])('YAML that is not: %j', (text, message) => {
  expect(() => parseYamlSubset(text)).toThrow(message);
});

test('a file cut short or with one character changed is read or refused, never more', () => {
  fc.assert(
    fc.property(
      fc.nat(sample.length),
      fc.constantFrom('', ':', ']', '{', '-', '\n', '"'),
      (at, c) => {
        for (const text of [
          sample.slice(0, at) + c,
          sample.slice(0, at) + c + sample.slice(at + 1),
        ]) {
          const parsed = parseYace(text);
          if (!parsed.ok) expect(parsed.error.message).not.toBe('');
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('the empty file and the file of another kind', () => {
  expect(problem('').message).toBe('the file is not a mapping');
  expect(problem('PK\u0003\u0004 something else').message).toBe('the file is not a mapping');
});
