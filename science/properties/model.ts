import { fail, ok, type Result } from '../../base/result.ts';
import type { Structure } from '../structure.ts';

/** What a model says of a structure. */
export interface ModelResult {
  /** eV, whole structure. */
  readonly energy: number;
  /** eV/Å, 3N. */
  readonly forces: Float64Array;
  /** eV/Å^3, Voigt xx yy zz yz xz xy, tension positive; absent where the cell has no volume. */
  readonly stress?: Float64Array;
}

/** An energy surface: a potential, or the reference that it is compared with. */
export type Model = (structure: Structure) => ModelResult;

/**
 * Why a model has nothing to say of a structure, or a search no end. Thrown deep inside of a search and
 * turned into a value at its entrance by {@link catchModel}.
 */
export class ModelProblem extends Error {}

/** Works a property out: a {@link ModelProblem} becomes a failure, anything else thrown is a bug. */
export function catchModel<T>(work: () => T): Result<T, string> {
  try {
    return ok(work());
  } catch (problem) {
    if (!(problem instanceof ModelProblem)) throw problem;
    return fail(problem.message);
  }
}

/** What the model says, all of it finite. */
export function ask(model: Model, structure: Structure): ModelResult {
  const result = model(structure);
  if (!Number.isFinite(result.energy) || !result.forces.every(Number.isFinite)) {
    throw new ModelProblem('it gives no finite energy and forces for a structure of the search');
  }
  return result;
}

/** What the model says of a cell with a volume. */
export function askStress(model: Model, structure: Structure): Required<ModelResult> {
  const { energy, forces, stress } = ask(model, structure);
  if (!stress) throw new ModelProblem('it gives no stress');
  return { energy, forces, stress };
}
