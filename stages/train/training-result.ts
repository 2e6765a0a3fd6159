import type { Canonical } from '../../base/canonical.ts';
import { type GridPoint, standardError } from '../../science/ace-fit/cross-validate.ts';
import type { MeanSquares } from '../../science/ace-fit/loss.ts';
import type { ReferenceEnergies } from '../../science/ace-fit/reference-energies.ts';

/** Everything that was chosen and found: the `TrainingResult` of the specification. No times in it. */
export interface TrainingResult {
  readonly elements: readonly string[];
  readonly structures: number;
  readonly atoms: number;
  /** Energies and force components that were fitted. */
  readonly rows: { readonly energy: number; readonly forces: number };
  readonly cutoff: number;
  readonly maxOrder: number;
  readonly functions: { readonly perElement: number; readonly total: number };
  readonly references: ReferenceEnergies;
  /** k of the loss. */
  readonly forceShare: number;
  readonly ridge: number;
  readonly families: number;
  /** Errors on families that were held out, for everything that was tried; empty where nothing was. */
  readonly crossValidation: readonly GridPoint[];
  /** Mean squares on what was fitted, weighted as the loss. */
  readonly fitted: MeanSquares;
  /** Of the matrix with columns of unit norm; null where singular. */
  readonly condition: number | null;
}

const THOUSAND = 1000;

/** The `fit` output. */
export function fitReport(result: TrainingResult): Canonical {
  const { references, crossValidation, fitted } = result;
  return {
    backend: 'ace',
    elements: result.elements,
    structures: result.structures,
    atoms: result.atoms,
    rows: result.rows,
    cutoff_angstrom: result.cutoff,
    max_order: result.maxOrder,
    functions_per_element: result.functions.perElement,
    functions: result.functions.total,
    e0_ev: references.energies,
    e0_source: references.sources,
    e0_determined: references.determined,
    kappa: result.forceShare,
    ridge: result.ridge,
    families: result.families,
    cross_validation: crossValidation.map((point) => ({
      kappa: point.share,
      ridge: point.ridge,
      ...errors(point.energy, point.forces),
      score: point.score,
      score_standard_error: standardError(point.foldScores),
      evidence: point.evidence,
    })),
    fit: errors(
      fitted.energy === null ? null : Math.sqrt(fitted.energy),
      fitted.forces === null ? null : Math.sqrt(fitted.forces / 3),
    ),
    condition: result.condition,
  };
}

const errors = (energy: number | null, forces: number | null) => ({
  energy_rmse_mev_per_atom: energy === null ? null : THOUSAND * energy,
  forces_rmse_ev_per_angstrom: forces,
});
