import type { Structure } from '../structure.ts';
import { float64Column, int32Column } from './blob.ts';
import { decodeData } from './data-blob.ts';
import type { AseRow, KeyValuePairs, RowResults } from './row.ts';
import type { SystemColumn } from './schema.ts';
import { parseTolerantJson } from './tolerant-json.ts';

/** A row of `systems` as SQLite gives it. */
export type RawRow = { readonly id: number } & {
  readonly [column in SystemColumn]: string | number | Uint8Array | null;
};

type Blob = Uint8Array | null;

/**
 * Reads a row that ASE or this program wrote. Bare NaN in its JSON is understood. Throws RangeError,
 * TypeError or SyntaxError, saying which column, where the row is broken or holds what a structure
 * cannot hold (non-collinear starting moments).
 */
export function decodeRow(raw: RawRow): AseRow {
  const structure = decodeStructure(raw);
  const atoms = structure.numbers.length;
  const constraints = raw.constraints as string | null;
  return {
    uniqueId: String(raw.unique_id),
    structure,
    ...present('masses', float64(raw, 'masses', [atoms])),
    ...present(
      'tags',
      column('tags', () => int32Column(raw.tags as Blob)),
    ),
    ...present('momenta', float64(raw, 'momenta', [3 * atoms])),
    ...present('constraints', constraints ? json(constraints, 'constraints') : undefined),
    ...present('calculator', raw.calculator ?? undefined),
    results: decodeResults(raw, atoms),
    keyValuePairs: json((raw.key_value_pairs as string | null) ?? '{}', 'key_value_pairs'),
    data: raw.data === null ? {} : column('data', () => decodeData(raw.data as Uint8Array)),
  } as AseRow;
}

function decodeStructure(raw: RawRow): Structure {
  const numbers = column('numbers', () => int32Column(raw.numbers as Blob)) ?? new Int32Array();
  const atoms = numbers.length;
  const bits = raw.pbc as number;
  return {
    numbers,
    positions: float64(raw, 'positions', [3 * atoms]) ?? new Float64Array(),
    cell: float64(raw, 'cell', [9]) ?? new Float64Array(9),
    periodic: [(bits & 1) !== 0, (bits & 2) !== 0, (bits & 4) !== 0],
    ...present('initialMagneticMoments', float64(raw, 'initial_magmoms', [atoms])),
    ...present('initialCharges', float64(raw, 'initial_charges', [atoms])),
  };
}

function decodeResults(raw: RawRow, atoms: number): RowResults {
  return {
    ...present('energy', raw.energy ?? undefined),
    ...present('freeEnergy', raw.free_energy ?? undefined),
    ...present('forces', float64(raw, 'forces', [3 * atoms])),
    ...present('stress', float64(raw, 'stress', [6])),
    ...present('dipole', float64(raw, 'dipole', [3])),
    ...present('magneticMoments', float64(raw, 'magmoms', [atoms, 3 * atoms])),
    ...present('magneticMoment', raw.magmom ?? undefined),
    ...present('charges', float64(raw, 'charges', [atoms])),
  } as RowResults;
}

/** A float64 column whose length must be one of `lengths`. */
function float64(raw: RawRow, name: SystemColumn, lengths: readonly number[]) {
  const values = column(name, () => float64Column(raw[name] as Blob));
  if (values && !lengths.includes(values.length)) {
    throw new RangeError(`${name}: ${values.length} numbers, expected ${lengths.join(' or ')}`);
  }
  return values;
}

function json(text: string, name: string): KeyValuePairs {
  return column(name, () => parseTolerantJson(text) as KeyValuePairs);
}

function column<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new TypeError(`${name}: ${(error as Error).message}`);
  }
}

const present = <T>(key: string, value: T | undefined): { readonly [key: string]: T } =>
  value === undefined ? {} : { [key]: value };
