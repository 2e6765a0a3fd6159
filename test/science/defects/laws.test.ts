import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cellVolume, timesMatrix, toCartesian } from '../../../science/cell.ts';
import { defectCell } from '../../../science/defects/defect-cell.ts';
import { dumbbells, withDumbbell } from '../../../science/defects/dumbbells.ts';
import { interstitialSites } from '../../../science/defects/interstitial-sites.ts';
import { pairOrbits } from '../../../science/defects/pair-orbits.ts';
import { integerSupercell, latticePoints } from '../../../science/integer-supercell.ts';
import { neighbourList } from '../../../science/neighbours.ts';
import type { Structure } from '../../../science/structure.ts';
import { repeatStructure } from '../../../science/supercell.ts';
import { optimalSupercell } from '../../../science/supercell-shape.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { voronoi } from '../../../science/voronoi.ts';
import { crystal, crystals } from '../bulk-crystals.ts';

const symmetryOf = (structure: Structure): CrystalSymmetry =>
  crystalSymmetry(structure) as CrystalSymmetry;

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** A rotation (rows) out of a random quaternion, a shift and an order of the atoms. */
const motions = fc.record({
  turn: fc.tuple(unit, unit, unit, unit).filter((q) => q.some((x) => x > 0.1)),
  shift: fc.tuple(unit, unit, unit),
  seed: fc.nat(),
});

function rotationOf(q: readonly number[]): number[] {
  const size = Math.sqrt(q.reduce((sum, x) => sum + x * x, 0));
  const [w, x, y, z] = q.map((u) => u / size) as [number, number, number, number];
  return [
    1 - 2 * (y * y + z * z),
    2 * (x * y - z * w),
    2 * (x * z + y * w),
    2 * (x * y + z * w),
    1 - 2 * (x * x + z * z),
    2 * (y * z - x * w),
    2 * (x * z - y * w),
    2 * (y * z + x * w),
    1 - 2 * (x * x + y * y),
  ];
}

/** The structure turned, shifted, its atoms in another order. */
function movedAbout(
  structure: Structure,
  { turn, shift, seed }: { turn: readonly number[]; shift: readonly number[]; seed: number },
): Structure {
  const rotation = rotationOf(turn);
  const count = structure.numbers.length;
  const order = Array.from({ length: count }, (_, i) => i).sort(
    (a, b) => ((a * 7919 + seed) % 1009) - ((b * 7919 + seed) % 1009) || a - b,
  );
  const positions = timesMatrix(structure.positions, rotation).map((x, k) => x + 3 * shift[k % 3]!);
  return {
    ...structure,
    cell: timesMatrix(structure.cell, rotation),
    numbers: Int32Array.from(order, (i) => structure.numbers[i]!),
    positions: Float64Array.from(order.flatMap((i) => [0, 1, 2].map((d) => positions[3 * i + d]!))),
  };
}

const round = (x: number): number => Math.round(x * 1e3);

/** What may not depend on the description: orbits a primitive cell, sorted. */
function orbitsOf(structure: Structure): unknown {
  const symmetry = symmetryOf(structure);
  const copies = structure.numbers.length / symmetry.atoms.length;
  const counts = new Map<number, number>();
  for (const first of symmetry.representative) counts.set(first, (counts.get(first) ?? 0) + 1);
  const sites = interstitialSites(structure, symmetry).sites.map((site) => [
    site.multiplicity / copies,
    site.neighbours,
    round(site.radius),
    site.place,
  ]);
  const sorted = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).sort();
  return {
    group: symmetry.spaceGroup,
    atoms: sorted([...counts].map(([i, n]) => [structure.numbers[i], n / copies])),
    sites: sorted(sites),
    dumbbells: sorted(
      dumbbells(structure, symmetry, [1, 1, 0]).map((one) => one.multiplicity / copies),
    ),
  };
}

describe('orbits', () => {
  it.each(Object.entries(crystals))(
    'of %s do not depend on frame, order of atoms or supercell',
    (_, { primitive, conventional }) => {
      const expected = orbitsOf(primitive);
      expect(orbitsOf(conventional)).toEqual(expected);
      fc.assert(
        fc.property(motions, fc.constantFrom(1, 2), fc.constantFrom(1, 2), (motion, a, b) => {
          const large = repeatStructure(conventional, [a, 1, b]);
          expect(orbitsOf(movedAbout(large, motion))).toEqual(expected);
        }),
        { numRuns: 6 },
      );
    },
    120_000,
  );

  it('of pairs have all pairs between them', () => {
    for (const structure of [
      crystal('fcc', { a: 3.6 }, [13, 28, 28, 28], [3, 3, 3]),
      crystal('hcp', { a: 3, c: 4.9 }, [12], [4, 4, 3]),
      crystal('bcc', { a: 2.9 }, [28, 13], [3, 3, 3]),
    ]) {
      const limit = 4.2;
      const { orbits, tooSmall } = pairOrbits(structure, symmetryOf(structure), limit);
      const pairs = neighbourList(structure, limit, 'half').first.at(-1);
      expect(tooSmall).toBe(0);
      expect(orbits.reduce((sum, { multiplicity }) => sum + multiplicity, 0)).toBe(pairs);
    }
  });

  it('of pairs of fcc are its shells, until the cell is too small to show them', () => {
    const shells = (n: number, limit: number) => {
      const structure = crystal('fcc', { a: 4 }, [29], [n, n, n]);
      const { orbits, tooSmall } = pairOrbits(structure, symmetryOf(structure), limit);
      return [
        orbits.map(({ multiplicity }) => (2 * multiplicity) / structure.numbers.length),
        tooSmall,
      ];
    };
    expect(shells(4, 6.4)).toEqual([[12, 6, 24, 12, 24], 0]);
    expect(shells(1, 4.1)).toEqual([[3], 1]);
  });
});

describe('dumbbells', () => {
  it('keep their separation and are no nearer to others than stated', () => {
    const structure = crystal('bcc', { a: 2.87 }, [26], [3, 3, 3]);
    const [dumbbell] = dumbbells(structure, symmetryOf(structure), [1, 1, 0]);
    const made = withDumbbell(structure, dumbbell!, 2, 26);
    const { first, squared } = neighbourList(made, 2.5);
    const distances = Array.from(squared.subarray(0, first.at(-1))).map(Math.sqrt);
    expect(Math.min(...distances)).toBeLessThanOrEqual(2 + 1e-9);
    const own = made.positions.subarray(3 * structure.numbers.length);
    const other = made.positions.subarray(3 * dumbbell!.atom, 3 * dumbbell!.atom + 3);
    expect(Math.hypot(...own.map((x, d) => x - other[d]!))).toBeCloseTo(2, 12);
  });

  it('of L1_2 fall apart on the faces, where the symmetry is lower', () => {
    const structure = crystals.L1_2.conventional;
    const found = dumbbells(structure, symmetryOf(structure), [1, 0, 0]);
    expect(found.map(({ atom, multiplicity }) => [atom, multiplicity]).sort()).toEqual([
      [0, 3],
      [1, 3],
      [1, 6],
    ]);
  });
});

describe('the Voronoi diagram of random points', () => {
  const cells = fc
    .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 9, maxLength: 9 })
    .map((x) => Float64Array.from(x, (value, i) => value + (i % 4 === 0 ? 5 : 0)));
  const points = fc.array(fc.tuple(unit, unit, unit), { minLength: 1, maxLength: 8 });

  it('has vertices as far from four points, none nearer, and obeys Euler', () => {
    fc.assert(
      fc.property(cells, points, (cell, places) => {
        const positions = toCartesian(places.flat(), cell);
        const numbers = new Int32Array(places.length).fill(1);
        const structure = { numbers, positions, cell, periodic: [true, true, true] as const };
        const { vertices, faces, shortest } = voronoi({ cell, positions });
        fc.pre(shortest > 0.3);
        let isGeneric = true;
        for (let v = 0; v < vertices.length; v += 3) {
          const probe = Float64Array.from([...positions, ...vertices.subarray(v, v + 3)]);
          const list = neighbourList({ ...structure, positions: probe }, 9);
          const last = places.length;
          const distances: number[] = [];
          for (let k = list.first[last]!; k < list.first[last + 1]!; k++) {
            if (list.neighbour[k] !== last) distances.push(Math.sqrt(list.squared[k]!));
          }
          distances.sort((a, b) => a - b);
          expect(distances[3]! - distances[0]!).toBeLessThan(1e-6);
          if (distances[4]! - distances[0]! < 1e-4) isGeneric = false;
        }
        // Each vertex is seen from four cells, each face from two: faces = points + vertices on a torus.
        if (isGeneric) expect(faces.length / 6).toBe(places.length + vertices.length / 12);
      }),
      { numRuns: 30 },
    );
  }, 60_000);
});

describe('supercells', () => {
  /**
   * `find_optimal_cell_shape(cell, n, 'sc')` of ASE 3.29 with limits -2 and 2, and what its
   * `get_deviation_from_optimal_cell_shape` says of it.
   */
  const H = 1.5 * Math.sqrt(3);
  const ASE = [
    [[0, 2, 2, 2, 0, 2, 2, 2, 0], 32, 0],
    [[3, 0, 0, -1.5, H, 0, 0, 0, 4.9], 16, 0.15450726],
    [[4, 0.3, 1, 1, 5, 0.2, -1, 2, 7], 12, 0.14270881],
  ] as const;

  it.each(ASE)('are at least as near to a cube as those of ASE: %j, %i', (cell, n, deviation) => {
    const found = optimalSupercell(Float64Array.from(cell), n, n);
    expect(latticePoints(found.matrix).length).toBe(n);
    expect(found.deviation).toBeLessThan(deviation + 1e-8);
    const rows = timesMatrix(found.matrix, cell);
    const edge = Math.cbrt(cellVolume(rows));
    const off = [0, 3, 6].map((k) => Math.hypot(...rows.subarray(k, k + 3)) / edge - 1);
    expect(Math.hypot(...off)).toBeCloseTo(found.deviation, 10);
  });

  it('of a known crystal are the known cubes', () => {
    const cube = (a: number): number[] => [a, 0, 0, 0, a, 0, 0, 0, a];
    const fcc = defectCell(crystals.fcc.primitive, symmetryOf(crystals.fcc.primitive), 100);
    expect([fcc.numbers.length, ...fcc.cell]).toEqual([108, ...cube(12)]);
    const bcc = defectCell(crystals.bcc.primitive, symmetryOf(crystals.bcc.primitive), 50);
    expect([bcc.numbers.length, ...bcc.cell]).toEqual([54, ...cube(9)]);
  });

  it('hold the same crystal, whatever the matrix', () => {
    const entry = fc.integer({ min: -2, max: 2 });
    const matrices = fc
      .array(entry, { minLength: 9, maxLength: 9 })
      .filter((m) => Math.abs(cellVolume(m)) > 0.5);
    fc.assert(
      fc.property(matrices, (matrix) => {
        const structure = crystals.B1.primitive;
        const large = integerSupercell(structure, matrix);
        expect(cellVolume(large.cell)).toBeCloseTo(
          (cellVolume(structure.cell) * large.numbers.length) / 2,
          6,
        );
        const { spaceGroup, atoms } = symmetryOf(large);
        expect([spaceGroup, atoms.length]).toEqual([225, 2]);
      }),
      { numRuns: 25 },
    );
  }, 60_000);
});
