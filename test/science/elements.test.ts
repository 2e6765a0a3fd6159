import { describe, expect, it } from 'vitest';
import {
  atomicNumber,
  elementSymbol,
  elementSymbols,
  LAST_ATOMIC_NUMBER,
  standardMass,
} from '../../science/elements.ts';

describe('elements', () => {
  it('has 118 of them, each found by its symbol', () => {
    expect(LAST_ATOMIC_NUMBER).toBe(118);
    elementSymbols.forEach((symbol, i) => {
      expect(atomicNumber(symbol)).toBe(i + 1);
      expect(elementSymbol(i + 1)).toBe(symbol);
    });
    expect(['Cu', 'Au', 'Si', 'Ta', 'Og'].map(atomicNumber)).toEqual([29, 79, 14, 73, 118]);
  });

  it('knows no other text or number', () => {
    expect(atomicNumber('cu')).toBeUndefined();
    expect(atomicNumber('X')).toBeUndefined();
    expect(() => elementSymbol(0)).toThrow();
    expect(() => standardMass(119)).toThrow();
  });

  it('weighs them', () => {
    expect([1, 29, 79, 92].map(standardMass)).toEqual([1.008, 63.546, 196.966569, 238.02891]);
  });
});
