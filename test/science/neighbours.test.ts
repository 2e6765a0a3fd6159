import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type NeighbourList, neighbourList, neighbourProblem } from '../../science/neighbours.ts';

interface Placed {
  readonly positions: Float64Array;
  readonly cell: Float64Array;
  readonly periodic: readonly [boolean, boolean, boolean];
}

/** One pair as text: i, j and the vector to 6 digits; rounding of the last bits does not count. */
const pairText = (i: number, j: number, vector: readonly number[]): string =>
  `${i} ${j} ${vector.map((x) => (Math.round(x * 1e6) / 1e6 + 0).toFixed(6)).join(' ')}`;

function pairTexts(list: NeighbourList): string[] {
  const texts: string[] = [];
  for (let i = 0; i + 1 < list.first.length; i++) {
    for (let k = list.first[i]!; k < list.first[i + 1]!; k++) {
      texts.push(pairText(i, list.neighbour[k]!, [list.dx[k]!, list.dy[k]!, list.dz[k]!]));
    }
  }
  return texts.sort();
}

const cross = (a: readonly number[], b: readonly number[]): number[] =>
  [0, 1, 2].map((k) => a[(k + 1) % 3]! * b[(k + 2) % 3]! - a[(k + 2) % 3]! * b[(k + 1) % 3]!);
const dot = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, x, k) => sum + x * b[k]!, 0);

/**
 * Every image that can be near enough, tried one by one. A vector within the cutoff has a fraction of
 * each cell vector within cutoff × |reciprocal vector|, which bounds the shifts whatever the skew.
 */
function bruteForce({ positions, cell, periodic }: Placed, cutoff: number): string[] {
  const rows = [0, 1, 2].map((k) => [...cell.subarray(3 * k, 3 * k + 3)]);
  const volume = dot(rows[0]!, cross(rows[1]!, rows[2]!));
  const reciprocal = rows.map((_, k) =>
    cross(rows[(k + 1) % 3]!, rows[(k + 2) % 3]!).map((x) => x / volume),
  );
  const shifts = (d: number, between: readonly number[]): number[] => {
    if (!periodic[d]) return [0];
    const fraction = dot(between, reciprocal[d]!);
    const reach = cutoff * Math.sqrt(dot(reciprocal[d]!, reciprocal[d]!)) + 1e-6;
    const first = Math.ceil(-fraction - reach);
    return Array.from({ length: Math.floor(-fraction + reach) - first + 1 }, (_, k) => first + k);
  };
  const texts: string[] = [];
  const atoms = Array.from({ length: positions.length / 3 }, (_, i) => [
    ...positions.subarray(3 * i, 3 * i + 3),
  ]);
  for (const [i, from] of atoms.entries()) {
    for (const [j, to] of atoms.entries()) {
      const between = to.map((x, k) => x - from[k]!);
      for (const a of shifts(0, between)) {
        for (const b of shifts(1, between)) {
          for (const c of shifts(2, between)) {
            if (i === j && a === 0 && b === 0 && c === 0) continue;
            const v = between.map(
              (x, k) => x + a * rows[0]![k]! + b * rows[1]![k]! + c * rows[2]![k]!,
            );
            if (Math.sqrt(dot(v, v)) <= cutoff) texts.push(pairText(i, j, v));
          }
        }
      }
    }
  }
  return texts.sort();
}

const part = (min: number, max: number) =>
  fc.integer({ min: min * 1000, max: max * 1000 }).map((n) => n / 1000 + 0.0001234567);

/** A few atoms in a skewed cell of 1.5 to 6 Å, the atoms anywhere in and around it. */
const placed: fc.Arbitrary<Placed> = fc.record({
  cell: fc
    .tuple(
      part(1.5, 6),
      part(-2, 2),
      part(-2, 2),
      part(-2, 2),
      part(1.5, 6),
      part(-2, 2),
      part(-2, 2),
      part(-2, 2),
      part(1.5, 6),
    )
    .filter(
      ([a, b, c, d, e, f, g, h, i]) =>
        Math.abs(a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)) > 4,
    )
    .map((values) => new Float64Array(values)),
  positions: fc
    .array(fc.tuple(part(-8, 8), part(-8, 8), part(-8, 8)), { minLength: 1, maxLength: 4 })
    .map((rows) => new Float64Array(rows.flat())),
  periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
});

describe('neighbourList', () => {
  it('finds what a search through all images finds', () => {
    fc.assert(
      fc.property(placed, part(1, 4.5), (structure, cutoff) => {
        expect(pairTexts(neighbourList(structure, cutoff))).toEqual(bruteForce(structure, cutoff));
      }),
      { numRuns: 300 },
    );
  });

  it('gives distances that belong to the vectors', () => {
    fc.assert(
      fc.property(placed, (structure) => {
        const list = neighbourList(structure, 4);
        for (let k = 0; k < list.first.at(-1)!; k++) {
          const square = list.dx[k]! ** 2 + list.dy[k]! ** 2 + list.dz[k]! ** 2;
          expect(list.squared[k]).toBeCloseTo(square, 12);
        }
      }),
      { numRuns: 50 },
    );
  });

  it('has each pair from both ends when full, once when half', () => {
    fc.assert(
      fc.property(placed, (structure) => {
        const half = neighbourList(structure, 4, 'half');
        const both: string[] = [];
        for (let i = 0; i + 1 < half.first.length; i++) {
          for (let k = half.first[i]!; k < half.first[i + 1]!; k++) {
            const vector = [half.dx[k]!, half.dy[k]!, half.dz[k]!];
            both.push(pairText(i, half.neighbour[k]!, vector));
            both.push(
              pairText(
                half.neighbour[k]!,
                i,
                vector.map((x) => -x),
              ),
            );
          }
        }
        expect(both.sort()).toEqual(pairTexts(neighbourList(structure, 4)));
      }),
      { numRuns: 50 },
    );
  });

  it('does not depend on which image of an atom was given', () => {
    fc.assert(
      fc.property(placed, fc.integer({ min: -9, max: 9 }), fc.nat(2), (structure, turns, d) => {
        fc.pre(structure.periodic[d]!);
        const positions = structure.positions.map((x, k) =>
          k < 3 ? x + turns * structure.cell[3 * d + k]! : x,
        );
        expect(pairTexts(neighbourList({ ...structure, positions }, 4))).toEqual(
          pairTexts(neighbourList(structure, 4)),
        );
      }),
      { numRuns: 50 },
    );
  });

  it('counts the shells of fcc from its one-atom cell, however skewed the cell is', () => {
    const positions = new Float64Array([100.3, -7, 0.1]);
    const periodic = [true, true, true] as const;
    const count = (cell: number[], cutoff: number) =>
      neighbourList({ positions, cell: new Float64Array(cell), periodic }, cutoff).first[1];
    const primitive = [0, 1.8, 1.8, 1.8, 0, 1.8, 1.8, 1.8, 0];
    expect(count(primitive, 6)).toBe(78);
    const far = primitive.map((x, k) => (k < 3 ? x + 4001 * primitive[k + 3]! : x));
    expect(count(far, 6)).toBe(78);
    expect(count(primitive, 2)).toBe(0);
  });

  it('serves clusters, far apart atoms and no atoms', () => {
    const lone = (positions: number[]) =>
      neighbourList(
        {
          positions: new Float64Array(positions),
          cell: new Float64Array(9),
          periodic: [false, false, false],
        },
        3,
      );
    expect([...lone([0, 0, 0, 2, 0, 0, 1e9, 1e9, 0]).first]).toEqual([0, 1, 2, 2]);
    expect([...lone([]).first]).toEqual([0]);
    expect(lone([1, 1, 1, 1, 1, 1]).squared[0]).toBe(0);
  });

  it('keeps its results when it is called again', () => {
    const structure: Placed = {
      positions: new Float64Array([0, 0, 0, 1.3, 1.1, 0.9]),
      cell: new Float64Array([3, 0, 0, 0.5, 3, 0, 0, 0.1, 3]),
      periodic: [true, true, false],
    };
    const list = neighbourList(structure, 5);
    const before = pairTexts(list);
    neighbourList({ ...structure, positions: structure.positions.map((x) => x + 0.3) }, 4);
    expect(pairTexts(list)).toEqual(before);
    expect(neighbourList(structure, 5)).toEqual(list);
  });

  it('says why there can be no list', () => {
    const structure = (cell: number[], positions = [0, 0, 0]): Placed => ({
      positions: new Float64Array(positions),
      cell: new Float64Array(cell),
      periodic: [true, true, false],
    });
    const square = [3, 0, 0, 0, 3, 0, 0, 0, 0];
    expect(neighbourProblem(structure(square), 6)).toBeUndefined();
    expect(neighbourProblem(structure([3, 0, 0, 6, 0, 0, 0, 0, 3]), 6)).toContain('no volume');
    expect(neighbourProblem(structure([0, 0, 0, 0, 3, 0, 0, 0, 3]), 6)).toContain('no volume');
    expect(neighbourProblem(structure(square, [Number.NaN, 0, 0]), 6)).toContain('NaN');
    expect(neighbourProblem(structure([1e-7, 0, 0, 0, 1, 0, 0, 0, 3]), 6)).toContain('thin');
    expect(() => neighbourList(structure(square, [0, Number.NaN, 0]), 6)).toThrow('finite');
    expect(() => neighbourList(structure([3, 0, 0, 6, 0, 0, 0, 0, 3]), 6)).toThrow('no volume');
  });
});
