import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { analyze_cell, initSync } from '@spglib/moyo-wasm';
import { cellDeterminant, cellVolume, timesMatrix, toFractional } from './cell.ts';
import { primitiveCell } from './primitive-cell.ts';
import type { Structure } from './structure.ts';

/** Å: positions nearer than this are the same place to the symmetry search. */
const SYMMETRY_TOLERANCE = 1e-3;

/** Atoms that symmetry makes the same. */
export interface SymmetryOrbits {
  /** For each atom the lowest index among the atoms of its orbit. */
  readonly representative: readonly number[];
  /** The number in International Tables; undefined where no symmetry could be searched for. */
  readonly spaceGroup?: number;
  /** Why translations alone, or not even they, were found; in words for people. */
  readonly trouble?: string;
}

/** A symmetry operation: a fractional position f (column) goes to `rotation` f + `translation`. */
export interface SymmetryOperation {
  /** Nine whole numbers, row-major. */
  readonly rotation: readonly number[];
  readonly translation: readonly number[];
}

/** The space group of a crystal in its primitive cell, and how the atoms of a supercell lie in it. */
export interface CrystalSymmetry extends SymmetryOrbits {
  /** The primitive lattice, rows Å, in the structure's own frame; right-handed. */
  readonly cell: Float64Array;
  /** The atoms that stand for all others by lattice translations; lowest indices. */
  readonly atoms: readonly number[];
  /** For each atom the one of `atoms` that a lattice translation makes of it. */
  readonly translated: readonly number[];
  /** In fractional coordinates of `cell`, all with the identity first; translations of the lattice apart. */
  readonly operations: readonly SymmetryOperation[];
  /** The conventional cell of International Tables, rows Å, in the structure's own frame. */
  readonly conventional: Float64Array;
}

const IDENTITY: SymmetryOperation = {
  rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  translation: [0, 0, 0],
};

let isLoaded = false;

/** The wasm module is read once, and only by who needs symmetry. */
function load(): void {
  if (isLoaded) return;
  const path = createRequire(import.meta.url).resolve('@spglib/moyo-wasm/moyo_wasm_bg.wasm');
  initSync({ module: readFileSync(path) });
  isLoaded = true;
}

/**
 * The orbits of the atoms under the crystal's space group, found with moyo on the primitive cell.
 * Atoms of one element with different starting moments
 * or charges are different. A structure that has no cell of full periodicity has each atom for
 * itself; where moyo cannot analyse one, translations alone join atoms. `trouble` says so.
 */
export function symmetryOrbits(structure: Structure): SymmetryOrbits {
  const found = crystalSymmetry(structure);
  if (found) return found;
  const representative = Array.from(structure.numbers, (_, i) => i);
  return { representative, trouble: 'it is not periodic in three directions' };
}

/**
 * The space group of a structure, found with moyo on its primitive cell: of the crystal, whatever
 * the shape of the supercell that it is given in. Undefined where it has no cell of full
 * periodicity. Where moyo fails, the identity is the one operation, and `trouble` says so.
 */
export function crystalSymmetry(structure: Structure): CrystalSymmetry | undefined {
  const { cell, numbers, positions, periodic } = structure;
  if (!periodic.every(Boolean) || !(cellVolume(cell) > 1e-6)) return undefined;
  const fractional = toFractional(positions, cell);
  const kinds = siteKinds(structure);
  const found = primitiveCell({ cell, fractional, kinds }, SYMMETRY_TOLERANCE);
  const translated = found ? Array.from(found.representative) : Array.from(numbers, (_, i) => i);
  const atoms = translated.filter((first, i) => first === i);
  const reduced = rightHanded(found?.cell ?? cell);
  const sites = toFractional(
    atoms.flatMap((atom) => Array.from(positions.subarray(3 * atom, 3 * atom + 3))),
    reduced,
  );
  const analysis = analyse(
    reduced,
    sites,
    atoms.map((atom) => kinds[atom] as number),
  );
  const common = { cell: reduced, atoms, translated };
  if (typeof analysis === 'string') {
    const operations = [IDENTITY];
    const trouble = `its symmetry could not be found (${analysis}): translations alone are known`;
    return { ...common, operations, representative: translated, conventional: reduced, trouble };
  }
  const orbitOf = new Map(atoms.map((atom, i) => [atom, analysis.orbits[i] as number]));
  const orbits = translated.map((first) => orbitOf.get(first) as number);
  return {
    ...common,
    representative: lowest(orbits),
    spaceGroup: analysis.number,
    operations: analysis.operations.map(rowMajor),
    conventional: conventionalCell(reduced, analysis.std_linear),
  };
}

/**
 * All operations of the space group of a primitive cell (rows, Å) with sites of the given kinds: as
 * many as its point group has. The identity alone where moyo cannot analyse it.
 */
export function symmetryOperations(
  cell: Float64Array,
  fractional: Float64Array,
  kinds: readonly number[],
): readonly SymmetryOperation[] {
  const found = analyse(cell, fractional, kinds);
  return typeof found === 'string' ? [IDENTITY] : found.operations.map(rowMajor);
}

/** The symmetry of a structure with all its elements, moments and charges taken for the same. */
export function latticeSymmetry({
  cell,
  positions,
  periodic,
}: Structure): CrystalSymmetry | undefined {
  const numbers = new Int32Array(positions.length / 3).fill(1);
  return crystalSymmetry({ numbers, positions, cell, periodic });
}

/** A left-handed basis with all its vectors reversed. */
const rightHanded = (cell: Float64Array): Float64Array =>
  cellDeterminant(cell) < 0 ? cell.map((x) => (x === 0 ? 0 : -x)) : cell;

/** moyo writes matrices column by column. */
function rowMajor({ rotation, translation }: SymmetryOperation): SymmetryOperation {
  const [a, b, c, d, e, f, g, h, i] = rotation as [...number[]] as Nine;
  return { rotation: [a, d, g, b, e, h, c, f, i], translation };
}

/** The columns of (a, b, c) times `linear`, as rows. */
function conventionalCell(cell: Float64Array, linear: readonly number[]): Float64Array {
  return timesMatrix(linear, cell);
}

type Nine = [number, number, number, number, number, number, number, number, number];

/** What moyo finds, or why it finds nothing. */
function analyse(
  cell: Float64Array,
  fractional: Float64Array,
  numbers: readonly number[],
):
  | string
  | Pick<ReturnType<typeof analyze_cell>, 'orbits' | 'number' | 'operations' | 'std_linear'> {
  load();
  const positions = numbers.map((_, i) =>
    Array.from(fractional.subarray(3 * i, 3 * i + 3), (x) => x - Math.floor(x)),
  );
  const input = { lattice: { basis: Array.from(cell) }, positions, numbers };
  try {
    return analyze_cell(JSON.stringify(input), SYMMETRY_TOLERANCE, 'Standard');
  } catch (error) {
    return String(error instanceof Error ? error.message : error);
  }
}

/** A number for each kind of site: element, moment and charge together. */
function siteKinds(structure: Structure): number[] {
  const kinds = new Map<string, number>();
  return Array.from(structure.numbers, (number, i) => {
    const moment = structure.initialMagneticMoments?.[i] ?? 0;
    const key = `${number} ${moment} ${structure.initialCharges?.[i] ?? 0}`;
    const kind = kinds.get(key) ?? kinds.size + 1;
    kinds.set(key, kind);
    return kind;
  });
}

function lowest(orbits: readonly number[]): number[] {
  const first = new Map<number, number>();
  for (const [i, orbit] of orbits.entries()) {
    if (!first.has(orbit)) first.set(orbit, i);
  }
  return orbits.map((orbit) => first.get(orbit) as number);
}
