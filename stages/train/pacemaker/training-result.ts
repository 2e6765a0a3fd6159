import type { Canonical } from '../../../base/canonical.ts';
import type { ReferenceEnergies } from '../../../science/ace-fit/reference-energies.ts';
import type { Errors } from './judge.ts';

/** What a fit by pacemaker came to: the `TrainingResult` of the specification. No times in it. */
export interface TrainingResult {
  readonly elements: readonly string[];
  readonly structures: number;
  readonly atoms: number;
  /** Å. */
  readonly cutoff: number;
  /** Of all elements together. */
  readonly functions: number;
  readonly references: ReferenceEnergies;
  /** k of the loss. */
  readonly forceShare: number;
  /** Of the last start. */
  readonly iterations: number;
  readonly evaluations: number;
  /** Whether the optimiser said that it was done; null where it did not say. */
  readonly converged: boolean | null;
  /** 1, and one more for each time that the fit was ended and went on. */
  readonly starts: number;
  /** pacemaker's own, at its last iteration. */
  readonly loss: number;
  /** By our evaluator, from the .yace that goes out. */
  readonly fitted: Errors;
  readonly test: Errors & { readonly structures: number };
  /** The versions of what fitted. */
  readonly program: string | null;
}

const THOUSAND = 1000;

const errors = ({ energy, forces }: Errors) => ({
  energy_rmse_mev_per_atom: energy === null ? null : THOUSAND * energy,
  forces_rmse_ev_per_angstrom: forces,
});

/** The `fit` output. */
export const fitReport = (result: TrainingResult): Canonical => ({
  backend: 'pacemaker',
  elements: result.elements,
  structures: result.structures,
  atoms: result.atoms,
  cutoff_angstrom: result.cutoff,
  functions: result.functions,
  e0_ev: result.references.energies,
  e0_source: result.references.sources,
  e0_determined: result.references.determined,
  kappa: result.forceShare,
  iterations: result.iterations,
  evaluations: result.evaluations,
  converged: result.converged,
  starts: result.starts,
  loss: result.loss,
  fit: errors(result.fitted),
  test: { structures: result.test.structures, ...errors(result.test) },
  program: result.program,
});
