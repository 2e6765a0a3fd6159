import { rowLevel } from '../../science/ase-db/row-label.ts';
import { fixedCoordinates } from '../../science/atom-attributes.ts';
import { cellVolume } from '../../science/cell.ts';
import { elementSymbol } from '../../science/elements.ts';
import { writeCif } from '../../science/formats/cif-write.ts';
import type { FrameArray } from '../../science/formats/extxyz.ts';
import { writeExtxyz } from '../../science/formats/extxyz-write.ts';
import { attributeArrays } from '../../science/formats/frame-attributes.ts';
import { writePoscar } from '../../science/formats/poscar-write.ts';
import type { IdentifiedRow } from './database-manager.ts';
import { type RowFacts, rowFacts } from './row-facts.ts';

/** The formats that a database can be exported in, by the endings of their files. */
export const EXPORT_FORMATS = ['extxyz', 'xyz', 'jsonl', 'csv', 'cif', 'vasp'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** The text of rows in a format, piece by piece: nothing is held but one row (and, for CSV, their facts). */
export function* exportRows(
  rows: Iterable<IdentifiedRow>,
  format: ExportFormat,
): Generator<string, void, undefined> {
  if (format === 'csv') yield* csvLines([...mapFacts(rows)]);
  else for (const row of rows) yield ROW_TEXT[format](row);
}

/**
 * Why a row has no place in a file of this format, `before` rows being in it already; undefined
 * where it has. CIF and POSCAR hold crystals, POSCAR only one.
 */
export function cannotExport(
  { id, structure: { cell, periodic } }: IdentifiedRow,
  format: ExportFormat,
  before: number,
): string | undefined {
  if (format !== 'cif' && format !== 'vasp') return undefined;
  if (!periodic.every(Boolean) || cellVolume(cell) === 0) {
    return `row ${id} is not periodic in all directions: a .${format} file cannot say that`;
  }
  if (format === 'cif' || before === 0) return undefined;
  return 'a .vasp file holds one structure: choose it, as in --where id=7';
}

const ROW_TEXT: {
  readonly [format in Exclude<ExportFormat, 'csv'>]: (row: IdentifiedRow) => string;
} = {
  extxyz: frameText,
  xyz: frameText,
  jsonl: jsonLine,
  cif: ({ structure, id }) => writeCif(structure, `row_${id}`),
  vasp: ({ structure, id }) => writePoscar(structure, `row ${id}`),
};

function* mapFacts(rows: Iterable<IdentifiedRow>): Generator<RowFacts> {
  for (const row of rows) yield rowFacts(row);
}

/**
 * A frame as ASE writes it: energy in eV (`energy` extrapolated to zero smearing, `free_energy`
 * force-consistent), forces in eV/Å, stress as the nine components of a matrix in eV/Å^3, tension positive.
 */
function frameText(row: IdentifiedRow): string {
  const { structure, results, keyValuePairs, data, masses, tags, constraints } = row;
  const { energy, freeEnergy, forces, stress, magneticMoments, charges } = results;
  const level = rowLevel(data);
  const column = (values: ArrayLike<number>, columns: number): FrameArray => ({
    type: 'R',
    columns,
    values: Float64Array.from(values),
  });
  return writeExtxyz([
    {
      structure,
      arrays: {
        ...attributeArrays(
          {
            ...(masses && { masses: Array.from(masses) }),
            ...(tags && { tags: Array.from(tags) }),
          },
          fixedCoordinates(constraints, structure.numbers.length),
        ),
        ...(forces && { forces: column(forces, 3) }),
        ...(magneticMoments && {
          magmoms: column(magneticMoments, magneticMoments.length / structure.numbers.length),
        }),
        ...(charges && { charges: column(charges, 1) }),
      },
      info: {
        ...(energy !== undefined && { energy }),
        ...(freeEnergy !== undefined && { free_energy: freeEnergy }),
        ...(stress && { stress: matrixOf(stress) }),
        ...(level && { level_of_theory: level.words }),
        ...keyValuePairs,
      },
    },
  ]);
}

/** Nine components of a symmetric matrix, by rows, from Voigt xx yy zz yz xz xy. */
function matrixOf(stress: Float64Array): number[] {
  const [xx, yy, zz, yz, xz, xy] = stress as unknown as number[];
  return [xx, xy, xz, xy, yy, yz, xz, yz, zz] as number[];
}

function jsonLine(row: IdentifiedRow): string {
  const { id, uniqueId, structure, results, keyValuePairs, data, calculator } = row;
  const numbers = (values: ArrayLike<number> | undefined) => values && Array.from(values);
  const value = {
    id,
    unique_id: uniqueId,
    symbols: Array.from(structure.numbers, elementSymbol),
    positions: numbers(structure.positions),
    cell: numbers(structure.cell),
    pbc: structure.periodic,
    initial_magmoms: numbers(structure.initialMagneticMoments),
    initial_charges: numbers(structure.initialCharges),
    masses: numbers(row.masses),
    tags: numbers(row.tags),
    constraints: row.constraints,
    calculator,
    level_of_theory: rowLevel(data),
    energy: results.energy,
    free_energy: results.freeEnergy,
    forces: numbers(results.forces),
    stress: numbers(results.stress),
    magmoms: numbers(results.magneticMoments),
    charges: numbers(results.charges),
    key_value_pairs: keyValuePairs,
  };
  return `${JSON.stringify(value)}\n`;
}

/** A table of facts: one line a row, one column a key that any row has. */
function* csvLines(facts: readonly RowFacts[]): Generator<string> {
  const keys = [
    ...new Set(facts.flatMap(({ keyValuePairs }) => Object.keys(keyValuePairs))),
  ].sort();
  yield csvLine(['id', 'formula', 'natoms', 'energy_per_atom', 'fmax', 'calculator', ...keys]);
  for (const {
    id,
    formula,
    atoms,
    energyPerAtom,
    largestForce,
    calculator,
    keyValuePairs,
  } of facts) {
    const own = [id, formula, atoms, energyPerAtom, largestForce, calculator];
    yield csvLine([...own, ...keys.map((key) => keyValuePairs[key])]);
  }
}

/** RFC 4180: a field with a comma, a quote or a line end is quoted. */
function csvLine(fields: readonly (string | number | boolean | undefined)[]): string {
  const texts = fields.map((field) => {
    const text = field === undefined ? '' : String(field);
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${texts.join(',')}\n`;
}
