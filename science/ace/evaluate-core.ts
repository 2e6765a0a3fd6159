import type { CoreState, EvaluatorWorkspace } from './evaluator-workspace.ts';
import { innerCutoff } from './inner-cutoff.ts';
import type { AceBond, AceEmbedding } from './potential.ts';

/** Forgets the atom before. */
export function clearCore(core: CoreState): void {
  core.density = 0;
  core.closest = -1;
  core.depth = Number.NEGATIVE_INFINITY;
}

/**
 * Adds the core repulsion of neighbour p, which stands after the bond's g_k, to the atom's, and keeps
 * its derivative. With ZBL, the neighbour deepest inside its inner cutoff decides for the atom.
 */
export function addCore(
  work: EvaluatorWorkspace,
  bond: AceBond,
  hasCore: boolean,
  p: number,
): void {
  const { near, core, g, dg } = work;
  near.core[p] = 0;
  if (hasCore) {
    core.density += g[bond.basisSize]!;
    near.core[p] = dg[bond.basisSize]!;
  }
  if (bond.innerCutoffKind !== 'zbl') return;
  const distance = near.distance[p]!;
  const depth = bond.innerCutoff - bond.innerCutoffWidth - distance;
  if (depth <= core.depth) return;
  const [inside, slope] = innerCutoff(distance, bond.innerCutoff, bond.innerCutoffWidth);
  core.closest = p;
  core.depth = depth;
  core.share = 1 - inside;
  core.shareSlope = -slope;
}

/**
 * The atom's energy without its E0, and what the derivatives of its core are worth. By distance or
 * density: the embedding fades as the core's density nears its cutoff, and the core is added whole.
 * ZBL: one gives way to the other as the closest neighbour passes its inner cutoff.
 */
export function coreEnergy(core: CoreState, embedding: AceEmbedding, embedded: number): number {
  if (core.closest >= 0) {
    core.densityWeight = 1 - core.share;
    core.shareWeight = embedded - core.density;
    return core.share * embedded + (1 - core.share) * core.density;
  }
  const { coreCutoff, coreCutoffWidth } = embedding;
  const [share, slope] = innerCutoff(core.density, coreCutoff, coreCutoffWidth);
  core.share = share;
  core.densityWeight = 1 + slope * embedded;
  return share * embedded + core.density;
}
