import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../base/suggest.ts';

describe('editDistance', () => {
  it('counts insertions, deletions, substitutions and swaps of neighbours', () => {
    expect(editDistance('strain_rang', 'strain_range')).toBe(1);
    expect(editDistance('uses', 'use')).toBe(1);
    expect(editDistance('build', 'biuld')).toBe(1);
    expect(editDistance('cat', 'dog')).toBe(3);
  });

  it('is a symmetric distance that is zero only between equal words', () => {
    const word = fc.stringMatching(/^[abc]{0,6}$/);
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe('nearest', () => {
  const words = ['build', 'oracle', 'store', 'train', 'validate', 'strain_range'];

  it.each([
    ['biuld', 'build'],
    ['Oracle', 'oracle'],
    ['strain-range', 'strain_range'],
    ['validat', 'validate'],
    ['strian', 'train'],
  ])('%s was meant to be %s', (word, meant) => {
    expect(nearest(word, words)).toBe(meant);
  });

  it('guesses nothing where nothing is near', () => {
    expect(nearest('dft', words)).toBeUndefined();
    expect(nearest('x', ['y'])).toBeUndefined();
    expect(nearest('', words)).toBeUndefined();
  });
});
