import { cellVolume } from '../../../science/cell.ts';
import { standardMass } from '../../../science/elements.ts';
import { arrayBlob } from './blob.ts';
import { encodeData } from './data-blob.ts';
import type { AseRow, RowResults } from './row.ts';
import { SYSTEM_COLUMNS, type SystemColumn } from './schema.ts';

/** What SQLite stores in one column. */
export type ColumnValue = string | number | Uint8Array | null;

/**
 * The time of making and changing of every row, ASE's years since 2000: a constant, so that the same
 * rows are the same file.
 */
const FIXED_TIME = 0;

/** The values of a row of `systems` in column order, without its id. */
export function systemValues(row: AseRow): ColumnValue[] {
  const columns = { ...identityColumns(row), ...resultColumns(row.results), ...derived(row) };
  return SYSTEM_COLUMNS.map(([name]) => (columns as Record<SystemColumn, ColumnValue>)[name]);
}

function identityColumns(row: AseRow) {
  const { structure, calculator } = row;
  const { periodic, initialMagneticMoments: moments, initialCharges: charges } = structure;
  return {
    unique_id: row.uniqueId,
    ctime: FIXED_TIME,
    mtime: FIXED_TIME,
    username: null,
    numbers: arrayBlob(structure.numbers),
    positions: arrayBlob(structure.positions),
    cell: arrayBlob(structure.cell),
    pbc: Number(periodic[0]) + 2 * Number(periodic[1]) + 4 * Number(periodic[2]),
    initial_magmoms: moments ? arrayBlob(moments) : null,
    initial_charges: charges ? arrayBlob(charges) : null,
    masses: row.masses ? arrayBlob(row.masses) : null,
    tags: row.tags ? arrayBlob(row.tags) : null,
    momenta: row.momenta ? arrayBlob(row.momenta) : null,
    constraints: row.constraints?.length ? JSON.stringify(row.constraints) : null,
    calculator: calculator ?? null,
    calculator_parameters: calculator === undefined ? null : '{}',
    key_value_pairs: JSON.stringify(row.keyValuePairs),
    data: encodeData(row.data),
  };
}

function resultColumns(results: RowResults) {
  const { forces, stress, dipole, magneticMoments, charges } = results;
  return {
    energy: results.energy ?? null,
    free_energy: results.freeEnergy ?? null,
    forces: forces ? arrayBlob(forces) : null,
    stress: stress ? arrayBlob(stress) : null,
    dipole: dipole ? arrayBlob(dipole) : null,
    magmoms: magneticMoments ? arrayBlob(magneticMoments) : null,
    magmom: results.magneticMoment ?? null,
    charges: charges ? arrayBlob(charges) : null,
  };
}

/** The columns that only make ASE's queries fast. */
function derived({ structure, masses, results }: AseRow) {
  const { forces, stress } = results;
  const volume = cellVolume(structure.cell);
  return {
    natoms: structure.numbers.length,
    fmax: forces ? largestNorm(forces) : null,
    smax: stress ? stress.reduce((most, one) => Math.max(most, Math.abs(one)), 0) : null,
    volume: volume > 0 ? volume : null,
    mass: masses ? sum(masses) : sum(structure.numbers, standardMass),
    charge: structure.initialCharges ? sum(structure.initialCharges) : 0,
  };
}

function sum(values: Float64Array | Int32Array, of = (value: number) => value): number {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
}

function largestNorm(forces: Float64Array): number {
  let most = 0;
  for (let i = 0; i < forces.length; i += 3) {
    const [x, y, z] = [forces[i] as number, forces[i + 1] as number, forces[i + 2] as number];
    most = Math.max(most, x * x + y * y + z * z);
  }
  return Math.sqrt(most);
}
