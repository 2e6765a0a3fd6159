import { cellVolume, invertCell, timesMatrix } from '../cell.ts';
import { cbrt } from '../elementary.ts';
import { shortestWithin } from '../nearest.ts';
import { strainStructure } from '../strain.ts';
import type { Structure } from '../structure.ts';
import { minimise } from './minimise.ts';
import { ask, askStress, type Model, ModelProblem } from './model.ts';

/** A relaxed structure and its energy, eV. */
export interface Relaxed {
  readonly structure: Structure;
  readonly energy: number;
}

/** eV/Å on any component of any force. */
const FORCE_TOLERANCE = 1e-4;
const LONGEST_STEP = 0.1;
const EVALUATIONS = 500;
/** A crystal that leaves these parts of its volume has no rest that anybody means. */
const LEAST_VOLUME = 0.4;
const MOST_VOLUME = 2;
/** Å: no two atoms of a solid are nearer, hydrogen's molecule not either. */
const TOO_NEAR = 0.6;

/** The atoms at rest in a fixed cell: no force component above 1e-4 eV/Å. */
export function relaxAtoms(model: Model, structure: Structure): Relaxed {
  const at = (positions: Float64Array): Structure => ({ ...structure, positions });
  const found = minimise(
    (positions) => {
      const { energy, forces } = ask(model, at(positions));
      return { value: energy, gradient: forces.map((force) => -force) };
    },
    structure.positions,
    { tolerance: FORCE_TOLERANCE, longestStep: LONGEST_STEP, limit: EVALUATIONS },
  );
  if (!found.isConverged) throw new ModelProblem(`the atoms find no rest in ${EVALUATIONS} steps`);
  const relaxed = at(found.x);
  const nearest = shortestWithin(relaxed, TOO_NEAR);
  if (nearest !== undefined) {
    throw new ModelProblem(`atoms fall into each other: ${nearest.toFixed(2)} Å apart`);
  }
  return { structure: relaxed, energy: found.value };
}

/** A strain component by the six of {@link relaxCell}, row-major. */
const OF_SIX = [0, 5, 4, 5, 1, 3, 4, 3, 2];
/** How much of an atom's way a strain of one is: about the cell's length, so that both are alike stiff. */
const strainScale = (structure: Structure): number => {
  const atoms = structure.numbers.length;
  return cbrt(cellVolume(structure.cell)) * Math.sqrt(atoms);
};

/**
 * Atoms and cell at rest: the cell under a symmetric strain (it does not turn), the atoms displaced before it.
 * A change d of the strain deforms the strained crystal by d (1 + eps)^-1, so the gradient by it is
 * V sigma (1 + eps)^-1, symmetrised.
 */
export function relaxCell(model: Model, structure: Structure): Relaxed {
  const atoms = structure.numbers.length;
  const scale = strainScale(structure);
  const split = (x: Float64Array) => ({
    eps: Float64Array.from(OF_SIX, (i) => x[3 * atoms + i]! / scale / (i > 2 ? 2 : 1)),
    moved: { ...structure, positions: structure.positions.map((value, i) => value + x[i]!) },
  });
  const volume = cellVolume(structure.cell);
  const found = minimise(
    (x) => {
      const { eps, moved } = split(x);
      const strained = strainStructure(moved, eps);
      const ratio = cellVolume(strained.cell) / volume;
      if (!(ratio > LEAST_VOLUME && ratio < MOST_VOLUME)) {
        const words = ratio > 1 ? 'comes apart' : 'collapses';
        throw new ModelProblem(
          `the crystal ${words}: ${ratio.toFixed(2)} of its volume at the start`,
        );
      }
      const { energy, forces, stress } = askStress(model, strained);
      return { value: energy, gradient: gradientOf(strained, eps, { forces, stress }, scale) };
    },
    new Float64Array(3 * atoms + 6),
    { tolerance: FORCE_TOLERANCE, longestStep: LONGEST_STEP, limit: EVALUATIONS },
  );
  if (!found.isConverged)
    throw new ModelProblem(`the crystal finds no rest in ${EVALUATIONS} steps`);
  const { eps, moved } = split(found.x);
  return { structure: strainStructure(moved, eps), energy: found.value };
}

function gradientOf(
  strained: Structure,
  eps: Float64Array,
  { forces, stress }: { readonly forces: Float64Array; readonly stress: Float64Array },
  scale: number,
): Float64Array {
  const deformation = eps.map((value, i) => value + (i % 4 === 0 ? 1 : 0));
  const volume = cellVolume(strained.cell);
  const full = Float64Array.from(OF_SIX, (i) => volume * stress[i]!);
  const byStrain = timesMatrix(full, invertCell(deformation));
  const byMoves = timesMatrix(forces, deformation);
  const gradient = new Float64Array(forces.length + 6);
  byMoves.forEach((value, i) => {
    gradient[i] = -value;
  });
  // Voigt's shears are engineering strains, twice the tensor's: both halves of it move.
  OF_SIX.forEach((to, i) => {
    gradient[forces.length + to] =
      gradient[forces.length + to]! + byStrain[i]! / scale / (to > 2 ? 2 : 1);
  });
  return gradient;
}
