import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldBlocks } from '../../../science/ace-fit/blocks.ts';
import { bestPoint, gridPoints } from '../../../science/ace-fit/cross-validate.ts';
import { defaultCutoff } from '../../../science/ace-fit/cutoff-rule.ts';
import { foldsOf } from '../../../science/ace-fit/folds.ts';
import {
  bindingEnergy,
  elementsOf,
  isolatedEnergies,
  leastSquaresEnergies,
  shifted,
  shiftsOf,
} from '../../../science/ace-fit/reference-energies.ts';
import { defaultBasisSize, heldBasisSize } from '../../../science/ace-fit/size-rule.ts';
import type { Structure } from '../../../science/structure.ts';
import { copperCells, loneAtom, randomStream, rattledFcc } from '../../support/toy-crystals.ts';

const scaledBy = (factor: number, structure: Structure): Structure => ({
  ...structure,
  positions: structure.positions.map((x) => factor * x),
  cell: structure.cell.map((x) => factor * x),
});

const cluster = (structure: Structure): Structure => ({
  ...structure,
  cell: new Float64Array(9),
  periodic: [false, false, false],
});

describe('the default cutoff', () => {
  const cells = copperCells(9);

  it('is twice the edge of an atom’s volume, and scales with lengths', () => {
    const { cutoff } = defaultCutoff([rattledFcc(['Cu', 'Cu', 'Cu', 'Cu'], 3.6, 0, () => 0)]);
    expect(cutoff).toBeCloseTo(2 * Math.cbrt(3.6 ** 3 / 4), 2);
    const both = [1, 1.5].map((f) => defaultCutoff(cells.map((c) => scaledBy(f, c))).cutoff);
    expect(both[1]! / both[0]!).toBeCloseTo(1.5, 2);
  });

  it('does not take vacuum for volume', () => {
    const slab = (structure: Structure): Structure => ({
      ...structure,
      cell: structure.cell.map((x, i) => (i === 8 ? 6 * x : x)),
    });
    const dense = defaultCutoff(cells).cutoff;
    expect(defaultCutoff([...cells, ...cells.slice(0, 4).map(slab)]).cutoff).toBeCloseTo(dense, 0);
    const slabs = defaultCutoff(cells.map(slab)).cutoff;
    expect(slabs).toBeGreaterThan(0.9 * dense);
    expect(slabs).toBeLessThan(1.4 * dense);
  });

  it('goes by distances where nothing is periodic, and knows a value for lone atoms', () => {
    const { cutoff } = defaultCutoff([cluster(cells[4]!), loneAtom('Cu')]);
    expect(cutoff).toBeGreaterThan(4);
    expect(cutoff).toBeLessThan(6.5);
    expect(defaultCutoff([loneAtom('Cu')]).cutoff).toBe(4);
  });
});

describe('the default number of functions', () => {
  it('is ten times as large where a ridge holds them', () => {
    expect(heldBasisSize(94, 1)).toBe(40);
    expect(heldBasisSize(620, 2)).toBe(150);
    expect(heldBasisSize(3, 1)).toBe(10);
    expect(heldBasisSize(1e6, 1)).toBe(400);
    expect(heldBasisSize(1e6, 6)).toBe(200);
  });

  it('grows with the rows, is shared by the elements, and has bounds', () => {
    expect(defaultBasisSize(2440, 1)).toBe(120);
    expect(defaultBasisSize(2440, 2)).toBe(60);
    expect(defaultBasisSize(1e6, 1)).toBe(400);
    expect(defaultBasisSize(1e6, 6)).toBe(200);
    expect(defaultBasisSize(3, 2)).toBe(10);
  });
});

describe('folds', () => {
  it('hold families whole, evenly, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 40 }), (names) => {
        const folds = foldsOf(names);
        expect(foldsOf([...names].reverse().concat(names))).toEqual(folds);
        const sizes = [0, 0, 0, 0, 0];
        for (const fold of folds.values()) sizes[fold]!++;
        expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
        expect(new Set(folds.values()).size).toBe(Math.min(5, names.length));
      }),
    );
  });

  it('are cut into blocks that hold each structure once, in one fold, in order', () => {
    const sized = fc.record({ fold: fc.nat(4), rows: fc.integer({ min: 1, max: 50 }) });
    fc.assert(
      fc.property(fc.array(sized, { maxLength: 60 }), (all) => {
        const blocks = foldBlocks(all, 60);
        const places = blocks.flatMap((block) => block.places);
        expect([...places].sort((a, b) => a - b)).toEqual(all.map((_, at) => at));
        for (const block of blocks) {
          for (const place of block.places) expect(all[place]!.fold).toBe(block.fold);
        }
        const small = blocks.filter(
          (block) => block.places.reduce((sum, place) => sum + all[place]!.rows, 0) < 60,
        );
        expect(new Set(small.map(({ fold }) => fold)).size).toBe(small.length);
      }),
    );
  });
});

describe('the choice of k and ridge', () => {
  const point = (share: number, energy: number | null, forces: number | null) => ({
    share,
    ridge: 1e-5,
    energy,
    forces,
  });
  const weights = [1, 1, 1].map(() => ({ energyWeight: 1, forceWeight: 1 }));
  const gridOf = (shares: readonly number[]) => ({ shares, ridges: [1e-5] });
  const choose = (
    folds: ReturnType<typeof point>[][],
    evidence: readonly number[] = folds[0]!.map(() => 0),
  ) => {
    const grid = gridOf(folds[0]!.map(({ share }) => share));
    return bestPoint(gridPoints(grid, folds, weights.slice(0, folds.length), evidence));
  };

  it('takes the least product of the energy error and the square of the force error', () => {
    const fold = [point(0.1, 1, 4), point(0.01, 2, 1), point(0.001, 1.5, 2)];
    expect(choose([fold, fold]).share).toBe(0.01);
    const near = [point(0.1, 16, 1), point(0.01, 1, 3.9), point(0.001, 1, 4.1)];
    expect(choose([near]).share).toBe(0.01);
  });

  it('lets no single fold decide by the size of its errors', () => {
    const calm = [point(0.1, 1, 1), point(0.01, 2, 1)];
    const wild = [point(0.1, 1e6, 1), point(0.01, 9e5, 1)];
    expect(choose([calm, calm, wild]).share).toBe(0.1);
  });

  it('counts a factor in the evidence as much as one in the errors, and is it alone without folds', () => {
    const fold = [point(0.1, 1, 1), point(0.01, Math.exp(0.3), Math.exp(0.3))];
    // mean squares, so half of the exponent is the logarithm of the errors
    expect(choose([fold], [0, -0.149]).share).toBe(0.1);
    expect(choose([fold], [0, -0.151]).share).toBe(0.01);
    const [alone] = gridPoints(gridOf([0.1]), [], [], [-3]);
    expect(alone).toMatchObject({ score: -3, foldScores: [], energy: null, forces: null });
  });

  it('pools the squares by weight and does without forces', () => {
    const folds = [[point(0, 1, null)], [point(0, 3, null)]];
    const parts = [
      { energyWeight: 3, forceWeight: 0 },
      { energyWeight: 1, forceWeight: 0 },
    ];
    const [only] = gridPoints(gridOf([0]), folds, parts, [0]);
    expect(only!.energy).toBeCloseTo(Math.sqrt(1.5), 12);
    expect(only!.forces).toBeNull();
  });
});

describe('energies of lone atoms', () => {
  const observe = (structure: Structure, energy: number) => ({
    structure,
    energy,
    weight: 1,
    family: 'f',
    group: '',
    key: '',
  });
  const random = randomStream(4);
  const mixed = [
    ['Cu', 'Cu', 'Au', 'Au'],
    ['Cu', 'Au', 'Au', 'Au'],
    ['Cu', 'Cu', 'Cu', 'Cu'],
  ].map((symbols) => rattledFcc(symbols as [string, string, string, string], 3.9, 0.1, random));
  const truth: { readonly [symbol: string]: number } = { Au: -3.2, Cu: -2.5 };
  const energyOf = (structure: Structure): number => -bindingEnergy(observe(structure, 0), truth);

  it('are found from compositions that differ', () => {
    const observations = mixed.map((s) => observe(s, energyOf(s)));
    expect(elementsOf(observations)).toEqual(['Au', 'Cu']);
    const { energies, determined } = leastSquaresEnergies(observations, ['Au', 'Cu'], {});
    expect(determined).toBe(true);
    expect(energies['Au']).toBeCloseTo(-3.2, 10);
    expect(energies['Cu']).toBeCloseTo(-2.5, 10);
  });

  it('are the shortest for one composition, and keep what is known', () => {
    const one = [observe(mixed[0]!, energyOf(mixed[0]!))];
    const free = leastSquaresEnergies(one, ['Au', 'Cu'], {});
    expect(free.determined).toBe(false);
    expect(free.energies['Au']).toBeCloseTo(-2.85, 10);
    const known = leastSquaresEnergies(one, ['Au', 'Cu'], { Cu: -2.5 });
    expect(known.determined).toBe(true);
    expect(known.energies).toEqual({ Au: expect.closeTo(-3.2, 10) });
  });

  it('are fitted with the functions where they are open, apart where compositions tell them apart', () => {
    const energies = { Au: -3, Cu: -2, Ni: -1 };
    const open = { Au: 'least_squares', Cu: 'isolated', Ni: 'least_squares' } as const;
    const apart = { energies, sources: open, determined: true };
    expect(shiftsOf(apart)).toEqual([['Au'], ['Ni']]);
    expect(shifted(apart, [0.5, 0.25]).energies).toEqual({ Au: -2.5, Cu: -2, Ni: -0.75 });
    const together = { ...apart, determined: false };
    expect(shiftsOf(together)).toEqual([['Au', 'Ni']]);
    expect(shifted(together, [0.5]).energies).toEqual({ Au: -2.5, Cu: -2, Ni: -0.5 });
    const known = { energies: { Cu: -2 }, sources: { Cu: 'given' }, determined: true } as const;
    expect(shiftsOf(known)).toEqual([]);
    expect(shifted(known, [])).toEqual(known);
  });

  it('come from lone atoms by geometry: a bulk cell of one atom is none, a wide box is one', () => {
    const box = (edge: number, energy: number) =>
      observe(
        {
          ...loneAtom('Cu'),
          cell: Float64Array.of(edge, 0, 0, 0, edge, 0, 0, 0, edge),
          periodic: [true, true, true],
        },
        energy,
      );
    expect(isolatedEnergies([box(2.5, -3.7)], 5)).toEqual({});
    const found = isolatedEnergies([box(12, -0.2), observe(loneAtom('Cu'), -0.3), box(3, -9)], 5);
    expect(found).toEqual({ Cu: -0.3 });
  });
});
