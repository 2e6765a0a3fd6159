import { fail, ok, type Result } from '../../base/result.ts';
import { cellVolume } from '../cell.ts';
import type { Structure } from '../structure.ts';

/** What a classical potential says about a structure. */
export interface ClassicalResult {
  /** eV, whole structure; 0 for atoms far apart, with EMT for the crystals of its table. */
  readonly energy: number;
  /** 3N, eV/Å. */
  readonly forces: Float64Array;
  /** Voigt xx yy zz yz xz xy, eV/Å^3, tension positive; absent where the cell has no volume. */
  readonly stress?: Float64Array;
}

/** Why a classical potential has nothing to say. */
export type ClassicalProblem =
  | { readonly kind: 'element'; readonly number: number }
  | { readonly kind: 'geometry'; readonly words: string }
  | { readonly kind: 'overlap'; readonly atoms: readonly [number, number] }
  | { readonly kind: 'not-finite' };

/** Sums over all atoms: energy, eV; forces, 3N, eV/Å; virial sum of d_a f_b in Voigt order, eV. */
export interface Sums {
  readonly energy: number;
  readonly forces: Float64Array;
  readonly virial: Float64Array;
}

/** Two atoms nearer than this are one place, given twice or as an image (rounding apart), Å. */
export const SAME_PLACE = 1e-6;

/** The result that the sums are, with the stress where the cell has a volume. */
export function classicalResult(
  structure: Structure,
  { energy, forces, virial }: Sums,
): Result<ClassicalResult, ClassicalProblem> {
  if (![energy, ...virial].every(Number.isFinite) || !forces.every(Number.isFinite)) {
    return fail({ kind: 'not-finite' });
  }
  const volume = cellVolume(structure.cell);
  if (!(volume > 0)) return ok({ energy, forces });
  return ok({ energy, forces, stress: virial.map((x) => x / volume) });
}
