import { cellVolume } from '../cell.ts';
import { standardMass } from '../elements.ts';
import { encodeData } from './data-blob.ts';
import { freeForces } from './free-forces.ts';
import type { AseRow, RowResults } from './row.ts';

/** What SQLite stores in one column; a typed array is stored as its bytes. */
export type ColumnValue = string | number | ArrayBufferView | null;

/**
 * The time of making and changing of every row, ASE's years since 2000: a constant, so that the same
 * rows are the same file.
 */
const FIXED_TIME = 0;

/** The values of a row of `systems` without its id, in the order of `SYSTEM_COLUMNS`. */
export function systemValues(row: AseRow): ColumnValue[] {
  const { structure, results } = row;
  const { numbers, cell, periodic } = structure;
  const volume = cellVolume(cell);
  return [
    row.uniqueId,
    FIXED_TIME, // ctime
    FIXED_TIME, // mtime
    null, // username
    numbers,
    structure.positions,
    cell,
    Number(periodic[0]) + 2 * Number(periodic[1]) + 4 * Number(periodic[2]),
    structure.initialMagneticMoments ?? null,
    structure.initialCharges ?? null,
    row.masses ?? null,
    row.tags ?? null,
    row.momenta ?? null,
    row.constraints?.length ? JSON.stringify(row.constraints) : null,
    row.calculator ?? null,
    row.calculator === undefined ? null : '{}', // calculator_parameters
    ...resultValues(results),
    JSON.stringify(row.keyValuePairs),
    encodeData(row.data),
    // What only makes ASE's queries fast:
    numbers.length,
    largestFree(row),
    results.stress ? largest(results.stress) : null,
    volume > 0 ? volume : null,
    row.masses ? sum(row.masses) : sum(numbers, standardMass),
    structure.initialCharges ? sum(structure.initialCharges) : 0,
  ];
}

function resultValues(results: RowResults): ColumnValue[] {
  return [
    results.energy ?? null,
    results.freeEnergy ?? null,
    results.forces ?? null,
    results.stress ?? null,
    results.dipole ?? null,
    results.magneticMoments ?? null,
    results.magneticMoment ?? null,
    results.charges ?? null,
  ];
}

/** ASE's `fmax`: of the forces that constraints leave; unknown is NULL, which no query selects. */
function largestFree({ results, constraints }: AseRow): number | null {
  const free = results.forces && freeForces(results.forces, constraints);
  return free ? largestNorm(free) : null;
}

function largest(values: Float64Array): number {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
}

function sum(values: Float64Array | Int32Array, of = (value: number) => value): number {
  let total = 0;
  for (const value of values) total += of(value);
  return total;
}

/** The largest length among vectors of three, flat. */
export function largestNorm(forces: Float64Array): number {
  let most = 0;
  for (let i = 0; i < forces.length; i += 3) {
    const [x, y, z] = [forces[i] as number, forces[i + 1] as number, forces[i + 2] as number];
    most = Math.max(most, x * x + y * y + z * z);
  }
  return Math.sqrt(most);
}
