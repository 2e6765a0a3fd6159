import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openSecrets } from '../../engine/run/secrets.ts';

/** Secrets of some values, already used. */
function secretsOf(...values: readonly string[]) {
  const names = values.map((_, at) => `S${at}`);
  const secrets = openSecrets(Object.fromEntries(names.map((name, at) => [name, values[at]])));
  for (const name of names) expect(secrets.use(name)).toHaveProperty('value');
  return secrets;
}

const VALUE = fc.stringMatching(/^[a-cå*]{4,9}$/u);
const TEXT = fc.stringMatching(/^[a-cå*\n]{0,30}$/u);

describe('a stream without secrets', () => {
  it('has no secret in it, however it was cut', () => {
    fc.assert(
      fc.property(
        VALUE,
        VALUE,
        fc.array(TEXT),
        fc.array(fc.nat(), { maxLength: 20 }),
        (a, b, texts, cuts) => {
          const secrets = secretsOf(a, b);
          const bytes = Buffer.from(texts.flatMap((text, at) => [text, at % 2 ? a : b]).join(''));
          const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort(
            (x, y) => x - y,
          );
          const stream = secrets.stream();
          const out = [...places, bytes.length].map((to, at) =>
            stream.next(bytes.subarray(at === 0 ? 0 : places[at - 1], to)),
          );
          const whole = Buffer.concat([...out, stream.end()]).toString('utf8');
          // What is masked is made of stars: beside a star of the text it can look like a secret with stars.
          for (const value of [a, b])
            if (!value.includes('*')) {
              const pieces = whole.split('***');
              expect(pieces.some((piece) => piece.includes(value))).toBe(false);
            }
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is what came in where there is none', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (chunks) => {
        const stream = secretsOf('never in there, this').stream();
        const out = chunks.map((chunk) => stream.next(chunk));
        expect(Buffer.concat([...out, stream.end()])).toEqual(Buffer.concat(chunks));
      }),
    );
  });

  it('holds back no more than could be the beginning of one', () => {
    const stream = secretsOf('token').stream();
    const next = (text: string) => Buffer.from(stream.next(Buffer.from(text))).toString();
    expect([next('a to'), next('k'), next('en b'), next(' to'), next('ax')]).toEqual([
      'a ',
      '',
      '*** b',
      ' ',
      'toax',
    ]);
  });
});

describe('secrets', () => {
  it('are masked in every form in which they may be seen', () => {
    const value = 'two words"\nand a second line';
    const { maskAll } = secretsOf(value);
    const said = {
      text: `a ${value} b`,
      list: [JSON.stringify({ value }), encodeURIComponent(value), 'and a second line'],
      base64: { in: Buffer.from(value).toString('base64') },
      count: 3,
      none: null,
    };
    expect(maskAll(said)).toEqual({
      text: 'a *** b',
      list: ['{"value":"***"}', '***', '***'],
      base64: { in: '***' },
      count: 3,
      none: null,
    });
  });

  it('have to be set, and long enough to be told from other words', () => {
    const secrets = openSecrets({ EMPTY: '', SHORT: 'abc' });
    expect(['EMPTY', 'SHORT', 'NONE'].map((name) => secrets.use(name))).toEqual([
      { trouble: 'is not set' },
      { trouble: 'has fewer than 4 letters' },
      { trouble: 'is not set' },
    ]);
    expect(secrets.mask('abc')).toBe('abc');
  });
});
