import { hardCore } from './core-repulsion.ts';
import type { CoreState, EvaluatorWorkspace } from './evaluator-workspace.ts';
import { innerCutoff } from './inner-cutoff.ts';
import type { AceBond, AceEmbedding, AcePotential } from './potential.ts';

/** Forgets the atom before. */
export function clearCore(core: CoreState): void {
  core.density = 0;
  core.closest = -1;
  core.share = 1;
  core.shareSlope = 0;
}

/** Adds the core repulsion of neighbour p to the atom's, and keeps its derivative. */
export function addCore(
  work: EvaluatorWorkspace,
  _potential: AcePotential,
  _central: number,
  _element: number,
  bond: AceBond,
  p: number,
): void {
  const { near, core } = work;
  const [value, slope] = hardCore(bond, near.distance[p]!);
  core.density += value;
  near.core[p] = slope;
}

/** The atom's energy of embedding and core, less its E0, and what their derivatives are worth. */
export function coreEnergy(core: CoreState, embedding: AceEmbedding, embedded: number): number {
  const { coreCutoff, coreCutoffWidth } = embedding;
  const [share, slope] = innerCutoff(core.density, coreCutoff, coreCutoffWidth);
  core.share = share;
  core.densityWeight = 1 + slope * embedded;
  core.shareWeight = 0;
  return share * embedded + core.density;
}
