import { type Digest, digestValue } from '../base/digest.ts';
import { pack, unpack } from '../base/pack.ts';

/** What a label was computed with; two labels of different levels never mix unasked. */
export interface LevelOfTheory {
  /** Digest of everything that fixes the Hamiltonian and its discretisation. */
  readonly digest: Digest;
  /** The same for people: `EMT (ASE 3.29 parameters)`. */
  readonly words: string;
  /**
   * What it has for each element (pseudopotentials), by symbol: only of the elements in the structure. Two
   * levels are one where their digests are equal and they agree on the parts that both have.
   */
  readonly parts?: { readonly [symbol: string]: Digest };
}

/** Whether two levels of theory are one: the same digest, and the same for every element that both know. */
export function areOneLevel(a: LevelOfTheory, b: LevelOfTheory): boolean {
  if (a.digest !== b.digest) return false;
  return Object.entries(a.parts ?? {}).every(([symbol, digest]) => {
    const other = b.parts?.[symbol];
    return other === undefined || other === digest;
  });
}

/** The level of theory of an import: it is known by its name alone. */
export const levelNamed = (words: string): LevelOfTheory => ({
  words,
  digest: digestValue('level', 1, words),
});

/**
 * What an oracle says about one structure. The fitted energy is the force-consistent one. Time, host
 * and attempts are not here: they belong to the record beside it.
 */
export interface Label {
  /** Force-consistent (free) energy of the whole structure, eV: the one that is fitted. */
  readonly freeEnergy: number;
  /** Energy extrapolated to zero smearing, eV; equal to `freeEnergy` where there is no smearing. */
  readonly energy: number;
  /** Forces, 3N, eV/Å. Absent where an import has none. */
  readonly forces?: Float64Array;
  /** Stress, Voigt xx yy zz yz xz xy, eV/Å^3, tension positive. */
  readonly stress?: Float64Array;
  /** Magnetic moments, N, Bohr magnetons. */
  readonly magneticMoments?: Float64Array;
  /** Charges, N, elementary charges. */
  readonly charges?: Float64Array;
  readonly level: LevelOfTheory;
}

/** The levels of theory among these, in order of first appearance, each with the parts of all that are one with it. */
export function distinctLevels(levels: Iterable<LevelOfTheory>): readonly LevelOfTheory[] {
  const distinct: LevelOfTheory[] = [];
  let last: LevelOfTheory | undefined;
  for (const level of levels) {
    if (level === last || (level.digest === last?.digest && !level.parts)) continue;
    last = level;
    const at = distinct.findIndex((known) => areOneLevel(known, level));
    const known = distinct[at];
    if (!known) distinct.push(level);
    else if (level.parts) distinct[at] = { ...known, parts: { ...known.parts, ...level.parts } };
  }
  return distinct;
}

/** The bytes whose digest names the label. Throws on a value that is not finite: check before. */
export function labelBytes(label: Label): Uint8Array {
  return pack({
    tag: 'label',
    version: 1,
    meta: {
      free_energy: label.freeEnergy,
      energy: label.energy,
      level: {
        digest: label.level.digest,
        words: label.level.words,
        ...(label.level.parts && { parts: label.level.parts }),
      },
    },
    arrays: {
      forces: label.forces,
      stress: label.stress,
      magnetic_moments: label.magneticMoments,
      charges: label.charges,
    },
  });
}

/** Reads {@link labelBytes} back. */
export function readLabel(bytes: Uint8Array): Label {
  const { meta, arrays } = unpack(bytes, 'label');
  const { forces, stress, magnetic_moments: moments, charges } = arrays;
  return {
    freeEnergy: meta.free_energy as number,
    energy: meta.energy as number,
    level: meta.level as unknown as LevelOfTheory,
    ...(forces && { forces: forces as Float64Array }),
    ...(stress && { stress: stress as Float64Array }),
    ...(moments && { magneticMoments: moments as Float64Array }),
    ...(charges && { charges: charges as Float64Array }),
  };
}
