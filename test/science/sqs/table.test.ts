import { describe, expect, it } from 'vitest';
import { bestSqs, conventionalRepeat, lattice, primitiveRepeat, type Wanted } from './lattices.ts';

const FCC = lattice('fcc');
const BCC = lattice('bcc');

/** Half of a shell's distance, in units of the nearest: what a perfect shell is worth. */
const FCC_RADII = [0, 0.5, 0.7071067811865475, 0.8660254037844386, 1];
const BCC_RADII = [0, 0.5, 0.5773502691896257];

interface Row extends Wanted {
  readonly name: string;
  /** What another search, written apart, had found: facts about SQS, section 4.1. */
  readonly known: readonly number[];
  readonly target: number;
}

/** The objective of correlations: their distance from the target less the radius of perfect shells. */
function objectiveOfRow({ known, target }: Row, radii: readonly number[]): number {
  const isOff = (p: number): boolean => Math.abs(p - target) > 1e-4;
  const sum = known.reduce((total, p) => total + (isOff(p) ? Math.abs(p - target) : 0), 0);
  const perfect = known.findIndex(isOff);
  return sum - radii[perfect < 0 ? known.length : perfect]!;
}

const half = (n: number): number[] => [n / 2, n / 2];

describe('fcc', () => {
  it('of 16 atoms, half of each, in 4x2x2 primitive cells: pairs are perfect to shell 6', async () => {
    const found = await bestSqs(FCC, {
      amounts: half(16),
      shells: 6,
      form: primitiveRepeat(4, 2, 2),
    });
    expect(found.pairs.map(({ correlations }) => correlations[0])).toEqual([0, 0, 0, 0, 0, 0]);
    expect(found.exactShells).toBe(6);
    expect(found.pairs.every(({ isExact }) => isExact)).toBe(true);
  });

  it('of 8 atoms in 2x2x2 primitive cells: the fourth shell is each atom itself', async () => {
    const found = await bestSqs(FCC, {
      amounts: half(8),
      shells: 4,
      form: primitiveRepeat(2, 2, 2),
    });
    const correlations = found.pairs.map((pair) => pair.correlations[0]!);
    for (const [i, p] of [-1 / 6, 0, -1 / 6, 1].entries())
      expect(correlations[i]).toBeCloseTo(p, 12);
    expect(found.pairs.map(({ ownImages }) => ownImages)).toEqual([0, 0, 0, 1]);
  });

  it('of 64 atoms in 4x4x4 primitive cells: perfect in seven shells, where the known one missed two', async () => {
    const form = primitiveRepeat(4, 4, 4);
    expect((await bestSqs(FCC, { amounts: half(64), shells: 7, form })).exactShells).toBe(7);
  });

  const rows: Row[] = [
    {
      name: '32 atoms, half of each, a cube',
      amounts: half(32),
      shells: 7,
      form: conventionalRepeat(FCC, 'fcc', 2),
      known: [0, 0, -1 / 12, 0, 0, 0, -1 / 12],
      target: 0,
    },
    {
      name: '32 atoms, a quarter, a cube',
      amounts: [24, 8],
      shells: 4,
      form: conventionalRepeat(FCC, 'fcc', 2),
      known: [0.25, 0.25, 0.1875, 0.25],
      target: 0.25,
    },
    {
      name: '27 atoms, a third, 3x3x3 primitive cells',
      amounts: [18, 9],
      shells: 4,
      form: primitiveRepeat(3, 3, 3),
      known: [1 / 9, 1 / 9, 0, 1 / 9],
      target: 1 / 9,
    },
  ];
  it.each(rows)('of $name: no further from random than what is known', async (row) => {
    expect((await bestSqs(FCC, row)).objective).toBeLessThanOrEqual(
      objectiveOfRow(row, FCC_RADII) + 1e-9,
    );
  });
});

describe('bcc', async () => {
  const rows: Row[] = [
    {
      name: '16 atoms, half of each, a cube',
      amounts: half(16),
      shells: 5,
      form: conventionalRepeat(BCC, 'bcc', 2),
      known: [0, 0, -1 / 3, 0, 0],
      target: 0,
    },
    {
      name: '54 atoms, half of each, a cube',
      amounts: half(54),
      shells: 6,
      form: conventionalRepeat(BCC, 'bcc', 3),
      known: [0, -1 / 81, 0, 0, 0, -1 / 81],
      target: 0,
      steps: 400_000,
    },
  ];
  it.each(rows)('of $name: no further from random than what is known', async (row) => {
    expect((await bestSqs(BCC, row)).objective).toBeLessThanOrEqual(
      objectiveOfRow(row, BCC_RADII) + 1e-9,
    );
  });
});

describe('the shape of the cell', () => {
  it('is found: 16 fcc atoms in the best of all 58 shapes are perfect to shell 6', async () => {
    expect((await bestSqs(FCC, { amounts: half(16), shells: 6 })).exactShells).toBe(6);
  });
});
