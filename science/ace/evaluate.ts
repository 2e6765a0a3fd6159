import { cellVolume } from '../cell.ts';
import { neighbourList } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import { fillComplex } from './channels.ts';
import { elementIndices } from './element-indices.ts';
import { atomEnergy } from './evaluate-atom.ts';
import { addForces, type Tally } from './evaluate-forces.ts';
import { gatherNeighbours } from './evaluate-gather.ts';
import { planEvaluator } from './evaluator-plan.ts';
import { type EvaluatorWorkspace, makeEvaluatorWorkspace } from './evaluator-workspace.ts';
import type { AcePotential } from './potential.ts';

/** A potential made ready to evaluate: its tables and buffers. Not shared between threads. */
export interface AceEvaluator {
  readonly potential: AcePotential;
  /** The largest cutoff of any pair, Å. */
  readonly cutoff: number;
  /** Compiled functions, radial tables and buffers. */
  readonly work: EvaluatorWorkspace;
}

/** What the potential says of a structure. */
export interface AceResult {
  /** eV, with the energies of the lone atoms. */
  readonly energy: number;
  /** eV, N. */
  readonly atomEnergies: Float64Array;
  /** eV/Å, 3N. */
  readonly forces: Float64Array;
  /** eV/Å^3, Voigt xx yy zz yz xz xy, tension positive; zeros where no full cell. */
  readonly stress: Float64Array;
}

/** Tabulates the radial functions and compiles the functions of a potential: some milliseconds. */
export function prepareEvaluator(potential: AcePotential): AceEvaluator {
  const cutoff = Math.max(...potential.bonds.map((bond) => bond.cutoff));
  return { potential, cutoff, work: makeEvaluatorWorkspace(planEvaluator(potential)) };
}

/**
 * Energy, forces and stress. An element that the potential lacks is a bug and throws: see
 * `missingElements`. The stress is the derivative of the energy by strain over the volume.
 */
export function evaluateAce(evaluator: AceEvaluator, structure: Structure): AceResult {
  const { potential, cutoff, work } = evaluator;
  const atoms = structure.numbers.length;
  const species = elementIndices(potential.elements, structure);
  const list = neighbourList(structure, cutoff);
  const atomEnergies = new Float64Array(atoms);
  const tally: Tally = { forces: new Float64Array(3 * atoms), virial: new Float64Array(9) };
  let energy = 0;
  for (let i = 0; i < atoms; i++) {
    gatherNeighbours(work, potential, list, species, i);
    fillComplex(work.plan.layout, work.channels, work.complex);
    atomEnergies[i] = atomEnergy(work, potential, species[i]!);
    energy += atomEnergies[i]!;
    addForces(work, list, species, i, tally);
  }
  return { energy, atomEnergies, forces: tally.forces, stress: stressOf(structure, tally.virial) };
}

function stressOf(structure: Structure, virial: Float64Array): Float64Array {
  const volume = cellVolume(structure.cell);
  if (volume === 0 || !structure.periodic.every((p) => p)) return new Float64Array(6);
  const [xx, xy, xz, yx, yy, yz, zx, zy, zz] = Array.from(virial) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Float64Array.of(
    xx / volume,
    yy / volume,
    zz / volume,
    (yz + zy) / 2 / volume,
    (xz + zx) / 2 / volume,
    (xy + yx) / 2 / volume,
  );
}
