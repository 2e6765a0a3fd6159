import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Document, keySpan } from '../../../engine/document/document.ts';
import { readPlainForm } from '../../../engine/document/plain-form.ts';
import { readDocument } from '../../../engine/document/read.ts';
import { sourceText } from '../../../engine/document/source-text.ts';
import { syntaxDiagnostics } from '../../../engine/document/syntax-errors.ts';
import { treeValue } from '../../../engine/document/value.ts';
import { parseYaml } from '../../../engine/document/yaml.ts';
import { ROOT } from '../../support/command.ts';

const folder = join(ROOT, 'pipelines');
const PIPELINES = readdirSync(folder)
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => readFileSync(join(folder, name), 'utf8'));

/** What the whole reader makes of a text, without a diagnostic. */
function whole(text: string): Document | undefined {
  const source = sourceText('p.yaml', text);
  const parsed = parseYaml(text);
  if (syntaxDiagnostics(source, parsed).length > 0) return undefined;
  const { value, diagnostics, partial } = treeValue(source, parsed.contents);
  return partial || diagnostics.length > 0 ? undefined : { source, value, root: parsed.contents };
}

/** Whether the plain form has the text; then it is what the whole reader gives, and every node is where it says. */
function agrees(text: string): boolean {
  const plain = readPlainForm(text);
  if (!plain) return false;
  const other = whole(text);
  if (!other) throw new Error(`the whole reader refuses ${text}`);
  // As text: the order of keys counts, and -0 would not be told from 0 by itself.
  expect(said(plain.value), text).toBe(said(other.value));
  for (const name of plain.nodeKeys.keys()) {
    const document = { ...other, nodeKeys: plain.nodeKeys };
    const path = ['nodes', name];
    expect(keySpan(document, path), text).toEqual(keySpan(other, path));
  }
  return true;
}

const said = (value: unknown): string =>
  JSON.stringify(value, (_, one) => (Object.is(one, -0) ? '-0' : one));

const PIECES = [
  ...['a', 'b: ', 'nodes:', 'c:', ': ', ':', '- ', '-', '\n', '\n  ', '\n    ', ' ', '#', ' # c'],
  ...['"', "'", '"x"', "'y'", '\\', '\\n', '[', ']', '{', '}', ', ', ',', '{ k: v }', '[1, 2]'],
  ...['1', '-1', '1.5', '.5', '1e3', '0x1f', '0o7', '.inf', '~', 'null', 'true', 'No', '1_0', '=='],
  ...[
    '|',
    '>',
    '&a',
    '*a',
    '!t',
    '%',
    '@',
    '`',
    '? ',
    '<<',
    '---',
    '...',
    'é',
    '\t',
    '\r',
    '\ufeff',
  ],
  ...[
    '"${{ params.x }}"',
    '${{ x }}',
    '__proto__',
    'key with spaces',
    '-0',
    '007',
    '+3',
    '2h',
    './x',
  ],
];

describe('the plain form', () => {
  test('is that of every pipeline of the package', () => {
    for (const text of PIPELINES) expect(agrees(text)).toBe(true);
  });

  test('is read as the whole reader reads it, whatever stands in it', () => {
    let plain = 0;
    const drawn = fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 4 });
    const lines = fc.array(fc.tuple(fc.constantFrom('', '  ', '    '), drawn), { maxLength: 3 });
    fc.assert(
      fc.property(lines, (all) => {
        const text = all.map(([indent, pieces], at) => `${indent}k${at}: ${pieces.join('')}`);
        for (const one of [text.join('\n'), all.map(([, pieces]) => pieces.join('')).join('\n')]) {
          if (agrees(one)) plain++;
        }
      }),
      { numRuns: 4000 },
    );
    expect(plain).toBeGreaterThan(60);
  });

  test('survives no edit of a pipeline that the whole reader reads in another way', () => {
    let plain = 0;
    const edit = fc.tuple(fc.nat(), fc.nat(3), fc.constantFrom(...PIECES));
    fc.assert(
      fc.property(
        fc.constantFrom(...PIPELINES),
        fc.array(edit, { minLength: 1, maxLength: 2 }),
        (text, edits) => {
          const edited = edits.reduce((before, [at, cut, piece]) => {
            const place = at % before.length;
            return before.slice(0, place) + piece + before.slice(place + cut);
          }, text);
          if (agrees(edited)) plain++;
        },
      ),
      { numRuns: 1500 },
    );
    expect(plain).toBeGreaterThan(100);
  });

  test('has a tree for whoever asks where a value stands', () => {
    const read = readDocument('p.yaml', Buffer.from('nodes:\n  a: { uses: x }\n'));
    if (!read.ok) throw new Error('it is right');
    const { document } = read.value;
    expect(document.nodeKeys?.get('a')).toBe(9);
    expect(keySpan(document, ['nodes', 'a', 'uses'])).toMatchObject({ line: 2, column: 8 });
  });
});
