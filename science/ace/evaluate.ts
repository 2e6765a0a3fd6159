import type { Structure } from '../structure.ts';
import type { AcePotential } from './potential.ts';

/** A potential made ready to evaluate: its tables and buffers. Not shared between threads. */
export interface AceEvaluator {
  readonly potential: AcePotential;
  /** The largest cutoff of any pair, Å. */
  readonly cutoff: number;
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

/** Tabulates the radial functions and compiles the functions of a potential. */
export function prepareEvaluator(potential: AcePotential): AceEvaluator {
  throw new Error(`internal error: not built yet (${potential.elements})`);
}

/** Energy, forces and stress. An element that the potential lacks is a bug and throws. */
export function evaluateAce(evaluator: AceEvaluator, structure: Structure): AceResult {
  throw new Error(`internal error: not built yet (${evaluator.cutoff} ${structure.numbers})`);
}
