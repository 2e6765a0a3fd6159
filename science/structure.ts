import type { CanonicalObject } from '../base/canonical.ts';
import { packer, unpack } from '../base/pack.ts';

/**
 * Atoms in a cell: the identity of an item. Lengths in Å; arrays are flat and row-major. Values are
 * as given: no wrapping, rounding or symmetry. What is absent stays absent.
 */
export interface Structure {
  /** Atomic numbers, N. */
  readonly numbers: Int32Array;
  /** Cartesian positions, 3N, Å. */
  readonly positions: Float64Array;
  /** Cell vectors as rows a, b, c: 9 numbers, Å; zeros where there is no cell. */
  readonly cell: Float64Array;
  readonly periodic: readonly [boolean, boolean, boolean];
  /** Starting magnetic moments, N, Bohr magnetons. */
  readonly initialMagneticMoments?: Float64Array;
  /** Starting charges, N, elementary charges. */
  readonly initialCharges?: Float64Array;
}

/**
 * What people say about a structure: not its identity. A stage that reads one of these declares it
 * (it is then in that stage's key). Only what is known is present.
 */
export interface Attributes {
  readonly name?: string;
  /** Digest of the structure this one was made from. */
  readonly parent?: string;
  /** Unit of the train/test split: an undistorted parent at its strain point, with all made from it. */
  readonly family?: string;
  /** Kind of structure, `config_type` in other tools: eos, strain, rattle, vacancy, ... */
  readonly group?: string;
  /** Weight in the fit, 1 where absent. */
  readonly weight?: number;
  /** The operation that made it, in words: `strain 0.02`, `rattle 0.05 #3`, `vacancy of Cu #0`. */
  readonly operation?: string;
  /** What the strategy that made it has to say of it: correlations of an SQS, the multiplicity of a defect. */
  readonly details?: CanonicalObject;
  readonly masses?: readonly number[];
  readonly tags?: readonly number[];
  /** ASE's constraint dictionaries, kept as data. */
  readonly constraints?: readonly { readonly [key: string]: never }[];
}

/** The number of atoms. */
export const atomCount = (structure: Structure): number => structure.numbers.length;

/** The bytes whose digest is the identity of the structure. */
export function structureBytes(structure: Structure): Uint8Array {
  return packerOf(structure.periodic)({
    numbers: structure.numbers,
    positions: structure.positions,
    cell: structure.cell,
    initial_magnetic_moments: structure.initialMagneticMoments,
    initial_charges: structure.initialCharges,
  });
}

const packers = new Map<string, ReturnType<typeof packer>>();

/** One for each of the eight ways to be periodic. */
function packerOf(periodic: Structure['periodic']): ReturnType<typeof packer> {
  const id = periodic.join();
  const known = packers.get(id);
  if (known) return known;
  const made = packer({ tag: 'structure', version: 1, meta: { periodic: [...periodic] } });
  packers.set(id, made);
  return made;
}

/** Reads {@link structureBytes} back. */
export function readStructure(bytes: Uint8Array): Structure {
  const { meta, arrays } = unpack(bytes, 'structure');
  const moments = arrays.initial_magnetic_moments as Float64Array | undefined;
  const charges = arrays.initial_charges as Float64Array | undefined;
  return {
    numbers: arrays.numbers as Int32Array,
    positions: arrays.positions as Float64Array,
    cell: arrays.cell as Float64Array,
    periodic: meta.periodic as unknown as Structure['periodic'],
    ...(moments && { initialMagneticMoments: moments }),
    ...(charges && { initialCharges: charges }),
  };
}
