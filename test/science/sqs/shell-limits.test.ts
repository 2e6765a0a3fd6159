import { describe, expect, it } from 'vitest';
import { leastLimited, possibleSize, shellLimits } from '../../../science/sqs/shell-limits.ts';
import { bestSqs, lattice, primitiveRepeat } from './lattices.ts';

const FCC = lattice('fcc');
const HALF = [0.5, 0.5];

describe('what a supercell cannot be', () => {
  it('2x2x2 primitive fcc cells: beyond shell 3 nothing can be random', () => {
    const limits = shellLimits(FCC, 6, primitiveRepeat(2, 2, 2), HALF);
    expect(limits[0]).toMatchObject({ shell: 4, neighbours: 12, ownImages: 12 });
    expect(shellLimits(FCC, 3, primitiveRepeat(2, 2, 2), HALF)).toEqual([]);
  });

  it('own images are no harm up to the share that a random alloy has of like neighbours', () => {
    const [fourth] = shellLimits(FCC, 4, primitiveRepeat(4, 2, 2), [0.25, 0.75]);
    expect(fourth).toMatchObject({ shell: 4, ownImages: 6 });
    expect(shellLimits(FCC, 4, primitiveRepeat(4, 2, 2), HALF)).toEqual([]);
  });

  it('a limit is a limit: no decoration within it is exact', async () => {
    for (const { amounts, form } of [
      { amounts: [4, 4], form: primitiveRepeat(2, 2, 2) },
      { amounts: [4, 12], form: primitiveRepeat(4, 2, 2) },
    ]) {
      const sites = amounts[0]! + amounts[1]!;
      const limits = shellLimits(
        FCC,
        4,
        form,
        amounts.map((n) => n / sites),
      );
      const found = await bestSqs(FCC, { amounts, form, shells: 4 });
      for (const { shell } of limits) expect(found.pairs[shell - 1]!.isExact).toBe(false);
      expect(limits.length).toBeGreaterThan(0);
    }
  });

  it('the next possible size holds the composition and all shells', () => {
    const quarter = [0.25, 0.75];
    const held = { from: 4, most: 64, isHeld: (n: number) => n % 4 === 0 };
    const size = possibleSize(FCC, 4, quarter, held)!;
    const impossible = Array.from({ length: size / 4 - 1 }, (_, i) => 4 * (i + 1));
    expect(size % 4).toBe(0);
    const isPossible = (n: number) => leastLimited(FCC, 4, quarter, n).length === 0;
    expect(isPossible(size)).toBe(true);
    expect(impossible.filter(isPossible)).toEqual([]);
    expect(impossible.length).toBeGreaterThan(0);
    expect(possibleSize(FCC, 4, quarter, { ...held, isHeld: () => false })).toBeUndefined();
  });
});
