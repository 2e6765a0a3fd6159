import type { CostDeclaration, Flow } from '../../../engine/stage.ts';
import type { ResolvedPacemaker } from './resolved.ts';

/** Bytes that flow in for each atom: its number and its place, and its part of the cell's. */
const BYTES_AN_ATOM = 33;

/** What a fit costs: every iteration goes over every atom with every function. Starting TensorFlow costs seconds alone. */
export const pacemakerCost: CostDeclaration<Flow> = {
  features: (settings, { bytes }) => {
    const { b_basis_size, max_iter } = settings as unknown as ResolvedPacemaker;
    const atoms = Math.round(bytes / BYTES_AN_ATOM);
    const functions = b_basis_size === 'auto' ? 200 : b_basis_size;
    return { atoms, functions, work: (atoms * functions * max_iter) / 1e6 };
  },
  // Seen: 780 atoms, 100 functions 1.1 s an iteration; 3120 atoms, 400 functions 5.1 s.
  prior: { cpuSeconds: ({ work = 20 }) => 15 + 8 * work, spread: 4 },
};
