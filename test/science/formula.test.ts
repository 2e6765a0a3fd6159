import { describe, expect, it } from 'vitest';
import { formulaCounts } from '../../science/formula.ts';

const counts = (text: string) => {
  const found = formulaCounts(text);
  return found && Object.fromEntries(found);
};

describe('a chemical formula', () => {
  it.each([
    ['Cu', { 29: 1 }],
    ['Cu3Au', { 29: 3, 79: 1 }],
    ['C2H6OC', { 6: 3, 1: 6, 8: 1 }],
    ['Ca(OH)2', { 20: 1, 8: 2, 1: 2 }],
    ['2H2O', { 1: 4, 8: 2 }],
    ['Al2(SO4)3', { 13: 2, 16: 3, 8: 12 }],
  ])('%s', (text, expected) => expect(counts(text)).toEqual(expected));

  it.each(['', '3', 'cu', 'Xx', 'Cu-', 'Ca(OH', 'Ca)2', '()', 'H 2'])('%j is none', (text) =>
    expect(counts(text)).toBeUndefined(),
  );
});
