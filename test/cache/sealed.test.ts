import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSealed, sealed, unsealed } from '../../cache/sealed.ts';

const RECORD = {
  outputs: { labels: `sha256:${'0123456789abcdef'.repeat(4)}` },
  outcome: 'ok',
  items: 12,
  holes: 0,
  cost: { cpuSeconds: 1.25, wallSeconds: 2 },
};
const KEY = 'sha256:of something';

test('what was sealed comes back, also by a program that knows of no seal', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (value, of) => {
      const json = JSON.stringify(value);
      expect(unsealed(sealed(json, of), of)).toBe(json);
      const { check: _, ...rest } = value;
      expect(JSON.parse(sealed(json, of))).toMatchObject(JSON.parse(JSON.stringify(rest)));
    }),
  );
});

test('every bit that turns is noticed, or changes nothing of what was sealed', () => {
  const bytes = Buffer.from(sealed(JSON.stringify(RECORD), KEY));
  let noticed = 0;
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const turned = Buffer.from(bytes);
    turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7));
    const read = readSealed<object>(turned.toString('utf8'), KEY);
    if (read === undefined) noticed += 1;
    else expect(read).toMatchObject(RECORD);
  }
  // Not those in the seal itself that leave it no seal: what was sealed is whole then.
  expect(noticed).toBeGreaterThan(8 * (bytes.length - `,"check":"0123456789abcdef"}`.length));
});

test('what was sealed for another key, cut, or is no text is nothing', () => {
  const text = sealed(JSON.stringify(RECORD), KEY);
  expect(readSealed(text, 'sha256:of something else')).toBeUndefined();
  for (let at = 0; at < text.length; at++) {
    expect(readSealed(text.slice(0, at), KEY)).toBeUndefined();
  }
  for (const other of [undefined, null, 7, Buffer.from(text)]) {
    expect(readSealed(other, KEY)).toBeUndefined();
  }
});

test('a row of a program that sealed nothing counts', () => {
  expect(readSealed(JSON.stringify(RECORD), KEY)).toEqual(RECORD);
});
