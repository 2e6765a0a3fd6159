import { type AceBasis, type AceBasisSpec, buildAceBasis } from '../../science/ace/basis.ts';
import {
  type Grid,
  type HeldOutErrors,
  heldOutErrors,
} from '../../science/ace-fit/cross-validate.ts';
import { designParts, type FitTarget } from '../../science/ace-fit/design-parts.ts';
import { type Informative, negativeLogEvidence } from '../../science/ace-fit/evidence.ts';
import {
  addParts,
  compactParts,
  type LossParts,
  type UnweightedParts,
} from '../../science/ace-fit/loss.ts';
import type { Shift } from '../../science/ace-fit/reference-energies.ts';
import { scaledLoss } from '../../science/ace-fit/solve.ts';

/** This module, for worker threads. */
export const TASKS = import.meta.url;

/** A block of structures to be put behind triangles. */
export interface DesignTask {
  readonly spec: AceBasisSpec;
  readonly targets: readonly FitTarget[];
  readonly shifts: readonly Shift[];
}

/** The basis that this thread built last: compiling one takes longer than a small block. */
let last: { readonly key: string; readonly basis: AceBasis } | undefined;

/** The basis of a spec, built once a thread. */
export function basisOf(spec: AceBasisSpec): AceBasis {
  const key = JSON.stringify(spec);
  if (last?.key !== key) last = { key, basis: buildAceBasis(spec) };
  return last.basis;
}

/** On a worker: the loss of one block, all weights 1. */
export const design = ({ spec, targets, shifts }: DesignTask): UnweightedParts =>
  compactParts(designParts(basisOf(spec), targets, shifts));

/** One fold to be judged by fits to the others. */
export interface HoldOutTask {
  readonly folds: readonly LossParts[];
  readonly heldOut: number;
  readonly grid: Grid;
  readonly smoothness: Float64Array;
}

/** On a worker: the errors on one fold over the whole grid. */
export const holdOut = ({ folds, heldOut, grid, smoothness }: HoldOutTask): HeldOutErrors[] =>
  heldOutErrors(folds, heldOut, grid, smoothness);

/** All folds together, to be judged by their evidence. */
export interface EvidenceTask {
  readonly folds: readonly LossParts[];
  readonly grid: Grid;
  readonly smoothness: Float64Array;
  readonly informative: Informative;
}

/** On a worker: the negative log evidence over the whole grid. */
export const evidence = ({ folds, grid, smoothness, informative }: EvidenceTask): number[] => {
  const all = addParts(smoothness.length, folds);
  return grid.shares.flatMap((share) => {
    const loss = scaledLoss(all, share);
    return grid.ridges.map((ridge) =>
      negativeLogEvidence(loss, smoothness, { share, ridge }, informative),
    );
  });
};
