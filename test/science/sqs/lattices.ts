import { toCartesian } from '../../../science/cell.ts';
import { type CrystalStructure, prototypeCell } from '../../../science/prototypes.ts';
import { hermiteForm } from '../../../science/sqs/hermite-forms.ts';
import type { Matrix3 } from '../../../science/sqs/integer-matrix.ts';
import { inParentUnits, latticeSites } from '../../../science/sqs/lattice-sites.ts';
import { type ParentLattice, parentLattice } from '../../../science/sqs/parent-lattice.ts';
import { type SqsReport, sqsReport } from '../../../science/sqs/sqs-report.ts';
import { findSqs, searchSqs } from '../../../science/sqs/sqs-search.ts';
import type { Structure } from '../../../science/structure.ts';

/** A crystal of one element, in its conventional cell. */
export function crystal(structure: CrystalStructure, a = 1): Structure {
  const { cell, fractional } = prototypeCell(structure, { a });
  return {
    numbers: new Int32Array(fractional.length / 3).fill(1),
    positions: toCartesian(fractional, cell),
    cell,
    periodic: [true, true, true],
  };
}

/** The lattice of a crystal with all sites mixed, nearest neighbours about an Å apart. */
export const lattice = (structure: CrystalStructure): ParentLattice =>
  parentLattice(latticeSites(crystal(structure), () => true));

/** A CsCl or NaCl crystal with a constant of 1 Å. */
export function binary(kind: 'B1' | 'B2'): Structure {
  const fcc = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0];
  const one = kind === 'B1' ? fcc : [0, 0, 0];
  const positions = Float64Array.of(...one, ...one.map((x) => x + 0.5));
  const numbers = Int32Array.from({ length: positions.length / 3 }, (_, i) =>
    3 * i < one.length ? 11 : 17,
  );
  const cell = Float64Array.of(1, 0, 0, 0, 1, 0, 0, 0, 1);
  return { numbers, positions, cell, periodic: [true, true, true] };
}

/** The supercell that repeats the primitive cell. */
export const primitiveRepeat = (a: number, b: number, c: number): Matrix3 => [
  a,
  0,
  0,
  0,
  b,
  0,
  0,
  0,
  c,
];

/** The supercell that repeats the conventional cell n times along each vector. */
export const conventionalRepeat = (parent: ParentLattice, structure: CrystalStructure, n: number) =>
  hermiteForm(
    inParentUnits(
      crystal(structure).cell.map((x) => n * x),
      parent,
    ),
  );

/** A search of which only what differs from the defaults is said. */
export interface Wanted {
  readonly amounts: readonly number[];
  readonly shells: number;
  readonly triplets?: number;
  readonly form?: Matrix3;
  readonly steps?: number;
  readonly seed?: number;
}

/** The best of a search, and how random it is. */
export async function bestSqs(
  parent: ParentLattice,
  { amounts, shells, triplets = 0, form, steps = 200_000, seed = 42 }: Wanted,
): Promise<SqsReport> {
  const reach = { shells, triplets };
  const problem = { parent, reach, amounts, count: 1, steps, seed, ...(form && { form }) };
  const { candidates } = await findSqs(problem, async (tasks) => tasks.map(searchSqs));
  return sqsReport(problem, candidates[0]!);
}
