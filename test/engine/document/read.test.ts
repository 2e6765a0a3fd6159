import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coreScalar } from '../../../engine/document/core-scalar.ts';
import { keySpan, valueSpan } from '../../../engine/document/document.ts';
import { readDocument } from '../../../engine/document/read.ts';

const read = (text: string) => readDocument('f.yaml', Buffer.from(text));

function value(text: string) {
  const result = read(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value.document.value;
}

/** `CODE line:column` of what is wrong. */
function faults(text: string): string[] {
  const result = read(text);
  const found = result.ok ? result.value.diagnostics : result.error;
  return found.map(({ code, span }) => `${code} ${span?.line}:${span?.column}`);
}

describe('values', () => {
  it('are those of YAML 1.2: no, yes, on and dates are words', () => {
    expect(value('a: no\nb: Yes\nc: on\nd: 2026-01-01\ne: 0o17\nf: 1_000\ng: ~\nh: 1e-3')).toEqual({
      a: 'no',
      b: 'Yes',
      c: 'on',
      d: '2026-01-01',
      e: 15,
      f: '1_000',
      g: null,
      h: 0.001,
    });
  });

  it('have keys as they are written', () => {
    expect(value('No: 1\nY: 2\n1: 3\ntrue: 4\n1.50: 5')).toEqual({
      No: 1,
      Y: 2,
      '1': 3,
      true: 4,
      '1.50': 5,
    });
  });

  it('are what JSON says, where the text is JSON', () => {
    const json = fc.jsonValue({ maxDepth: 4 });
    fc.assert(
      fc.property(json, (data) => {
        const text = JSON.stringify(data);
        fc.pre(!/__proto__|[eE]\+|\d{16}/.test(text) && !text.includes('""'));
        expect(value(text)).toEqual(JSON.parse(text));
      }),
      { numRuns: 300 },
    );
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a tab', 'a:\n\tb: 1\n', ['E0106 2:1']],
    ['a deeper line', 'a:\n  b: 1\n   c: 2\n', ['E0107 3:4']],
    ['a key between two levels', 'n:\n  a:\n    u: x\n   w: y\n', ['E0107 4:4']],
    ['a list item among keys', 'a:\n- 1\nb: 1\n- 3\n', ['E0107 4:1']],
    ['an open double quote', 'a: "abc\nb: 1\n', ['E0108 1:4']],
    ['an open single quote', "a: 1\nb: ['x', 'y]\nc: 2\n", ['E0108 2:10']],
    ['an open [', 'a: 1\nb: [1, 2\nc: 1\n', ['E0109 2:4']],
    ['an open { over comments and quotes', 'a: "]}" # }\nb: { x: 1\nc: 1\n', ['E0109 2:4']],
    ['one ] too many', 'a: [1, 2]]\nb: 1\n', ['E0109 1:10']],
    ['a missing comma', 'b: {x: 1 y: 2}\n', ['E0109 1:8']],
    ['no space after the colon', 'a: 1\nuses:build\nwith: 2\n', ['E0110 2:5']],
    ['no colon', 'a: 1\nb\nc: 2\n', ['E0110 2:1']],
    ['a repeated key', 'a: 1\nb: { c: 1, c: 2 }\na: 2\n', ['E0111 2:12', 'E0111 3:1']],
    ['an alias', 'a: *.xyz\n', ['E0112 1:4']],
    ['a tag', 'a: !!str 5\n', ['E0112 1:10']],
    ['a list as a key', '? [a]\n: 1\n', ['E0113 1:3']],
    ['__proto__', 'a: { __proto__: 1 }\n', ['E0113 1:6']],
    ['infinity', 'a: .inf\n', ['E0114 1:4']],
    ['a number too large', 'seed: 12345678901234567890\n', ['E0114 1:7']],
    ['a second document', 'a: 1\n---\nb: 2\n', ['E0116 2:1']],
    ['two colons', 'a: b: c\n', ['E0117 1:5']],
    ['a backslash', 'a: "C:\\data"\n', ['E0117 1:7']],
    ['an at sign', 'a: @x\n', ['E0117 1:4']],
    ['YAML 1.1', '%YAML 1.1\n---\na: yes\n', ['E0117 1:1']],
    ['an expression in braces', `a: { c: \${{ params.c }}, b: 1 }\n`, ['E0118 1:9']],
    ['an expression without dollar', 'a: {{ params.x }}\n', ['E0118 1:5']],
  ])('%s', (_, text, expected) => {
    expect(faults(text)).toEqual(expected);
  });

  it('nesting without end', () => {
    expect(faults(`a: ${'['.repeat(100)}${']'.repeat(100)}`)[0]).toMatch(/^E0115/);
    expect(faults(`a: ${'['.repeat(50_000)}`).length).toBeGreaterThan(0);
    expect(faults('- '.repeat(50_000)).length).toBeGreaterThan(0);
  });

  it('bytes that are no text', () => {
    for (const bytes of [Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from([0x61, 0xff, 0x62])]) {
      const result = readDocument('f.yaml', bytes);
      expect(result.ok ? '' : result.error[0]?.code).toBe('E0104');
    }
  });

  it('never throws, whatever the text', () => {
    const text = fc
      .array(
        fc.constantFrom(
          'a',
          ': ',
          '\n',
          '  ',
          '- ',
          '[',
          ']',
          '{',
          '}',
          '"',
          "'",
          '#',
          '\t',
          '&x',
          '*x',
          '!',
          '|',
          '>',
          '1',
          ',',
          '${{',
          '}}',
          '\u{1f600}',
          '%',
          '---\n',
        ),
        { maxLength: 40 },
      )
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, (yaml) => {
        const result = read(yaml);
        if (!result.ok) expect(result.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('places', () => {
  const text = 'nodes:\n  a: { with: { x: [1, 22] } }\r\n  b:\n    uses: build # here\n';
  const result = read(text);
  if (!result.ok) throw new Error('this reads');
  const { document } = result.value;

  it('of values, keys and list items', () => {
    expect(valueSpan(document, ['nodes', 'a', 'with', 'x', 1])).toMatchObject({
      line: 2,
      column: 23,
      length: 2,
    });
    expect(keySpan(document, ['nodes', 'a', 'with', 'x'])).toMatchObject({
      line: 2,
      column: 16,
      length: 1,
    });
    expect(valueSpan(document, ['nodes', 'b', 'uses'])).toEqual({
      file: 'f.yaml',
      line: 4,
      column: 11,
      length: 5,
      lineText: '    uses: build # here',
    });
  });

  it('of a block is its key, of what is not there what is around it', () => {
    expect(valueSpan(document, ['nodes', 'b'])).toMatchObject({ line: 3, column: 3, length: 1 });
    expect(keySpan(document, ['nodes', 'b', 'with', 'deep', 3])).toMatchObject({
      line: 3,
      column: 3,
    });
  });
});

describe('coreScalar', () => {
  it.each([
    ['6', 6],
    ['1e-3', 0.001],
    ['true', true],
    ['', null],
    ['no', 'no'],
    ['"6"', '6'],
    ['[1, 2]', [1, 2]],
    ['{ a: 1 }', { a: 1 }],
    ['a: b', 'a: b'],
    ['C:\\data', 'C:\\data'],
    ['*.xyz', '*.xyz'],
    ['[1, 2', '[1, 2'],
    ['x # y', 'x # y'],
    ['- x', '- x'],
    ['data/Si.xyz', 'data/Si.xyz'],
  ])('%s', (text, expected) => {
    expect(coreScalar(text)).toEqual(expected);
  });
});
