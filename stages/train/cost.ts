import type { CostDeclaration, Flow } from '../../engine/stage.ts';
import type { ResolvedTraining } from './resolve.ts';

/** Bytes that flow in for each atom: its number and its place, and its part of the cell's. */
const BYTES_AN_ATOM = 33;

/**
 * What a fit costs: design rows for every atom, each against every function. Where the stage chooses
 * the size itself, it tries several, and that is priced apart.
 */
export const trainingCost: CostDeclaration<Flow> = {
  kind: (settings) => {
    const { cutoff, b_basis_size } = settings as unknown as ResolvedTraining;
    return cutoff === 'auto' || b_basis_size === 'auto' ? 'choosing its size' : '';
  },
  features: (settings, { bytes }) => {
    const { b_basis_size } = settings as unknown as ResolvedTraining;
    const atoms = Math.round(bytes / BYTES_AN_ATOM);
    return b_basis_size === 'auto' ? { atoms } : { atoms, functions: b_basis_size };
  },
  prior: {
    cpuSeconds: ({ atoms = 0, functions = 200 }) => 0.3 + 1.9e-6 * atoms * functions,
    spread: 5,
  },
};
