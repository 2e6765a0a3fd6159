import { describe, expect, it } from 'vitest';
import { checkKeyValue, searchable } from '../../../science/ase-db/key-rules.ts';

// What ASE 3.29.0 says of each was asked of it: see real-ase.test.ts, which asks again.
const asNumbers = [
  '12',
  ' 12',
  '1_000',
  '1e5',
  '.5',
  '5.',
  '+3',
  'nan',
  'inf',
  '-Infinity',
  '1e1_0',
  '١٢',
];
const asWords = [
  '0x10',
  '1e',
  '',
  '12a',
  '1.2.3',
  'None',
  '1j',
  '1__0',
  '_1',
  '1_',
  '1._5',
  'true',
];

describe('keys of an ase.db', () => {
  it.each(['Cu', 'H', 'X', 'energy', 'id', 'natoms', 'age', 'username', 'tags', 'free_energy'])(
    'refuses the word %s, which ASE uses',
    (key) => expect(checkKeyValue(key, 1)).toMatch(/ASE uses/),
  );
  it.each(['CuO', 'H2O', 'COOH'])('refuses the formula %s', (key) =>
    expect(checkKeyValue(key, 1)).toMatch(/formula/),
  );
  it.each(['e-f', '9a', '', 'a b', 'é'])('refuses %j, which is no word', (key) =>
    expect(checkKeyValue(key, 1)).toMatch(/not a word/),
  );
  it.each([
    'family',
    'config_type',
    'part',
    'name',
    'parent',
    'operation',
    'labelled',
    '_a',
    'No_1',
  ])('takes %s', (key) => expect(checkKeyValue(key, 'word')).toBeUndefined());
  it.each([...asNumbers, 'True', 'False'])('refuses the text %j, read as another thing', (text) =>
    expect(checkKeyValue('key', text)).toMatch(/reads as/),
  );
  it.each(asWords)('takes the text %j', (text) =>
    expect(checkKeyValue('key', text)).toBeUndefined(),
  );
  it.each([Number.NaN, Infinity, null, [1], undefined])('refuses the value %j', (value) =>
    expect(checkKeyValue('key', value)).toBeDefined(),
  );

  it('turns words that ASE would read as numbers into what its queries look for', () => {
    expect(searchable('12')).toBe(12);
    expect(searchable('1_000')).toBe(1000);
    expect(searchable('True')).toBe(true);
    expect(searchable('strain 0.02')).toBe('strain 0.02');
    expect(searchable('nan')).toBeUndefined();
  });
});
