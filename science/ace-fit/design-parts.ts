import type { AceBasis } from '../ace/basis.ts';
import { designRows } from '../ace/design.ts';
import { absorbRows } from '../linalg/triangle.ts';
import { type LossParts, noParts } from './loss.ts';
import type { Observation } from './observation.ts';

/** What a fit sees of a structure once the energies of its lone atoms are taken off. */
export type FitTarget = Omit<Observation, 'energy' | 'family' | 'group' | 'key'> & {
  /** Energy less those of the lone atoms, eV. */
  readonly bindingEnergy: number;
};

/** Rows that are gathered before they are eliminated: fewer would waste the blocked kernel. */
const GATHERED_ROWS = 512;

/**
 * Rows of one kind on their way into a triangle: `append` scales them, adds their right side and
 * hands them over when there are enough.
 */
interface Gathered {
  readonly rows: Float64Array;
  count: number;
}

/** The parts of the loss of some structures. The same list gives the same bits. */
export function designParts(basis: AceBasis, targets: readonly FitTarget[]): LossParts {
  const parts = { ...noParts(basis.functionCount) };
  const energies = gather(parts);
  const forces = gather(parts);
  for (const { structure, bindingEnergy, forces: wanted, weight } of targets) {
    const atoms = structure.numbers.length;
    const { rows, columns } = designRows(basis, structure);
    const perAtom = Math.sqrt(weight) / atoms;
    append(energies, parts.energy, rows.subarray(0, columns), [bindingEnergy], perAtom);
    parts.energyWeight += weight;
    if (!wanted) continue;
    append(forces, parts.forces, rows.subarray(columns), wanted, Math.sqrt(weight / atoms));
    parts.forceWeight += weight;
  }
  absorbRows(parts.energy, energies.rows, energies.count);
  absorbRows(parts.forces, forces.rows, forces.count);
  return parts;
}

const gather = ({ energy }: LossParts): Gathered => ({
  rows: new Float64Array(GATHERED_ROWS * energy.columns),
  count: 0,
});

function append(
  gathered: Gathered,
  triangle: LossParts['energy'],
  rows: Float64Array,
  right: ArrayLike<number>,
  scale: number,
): void {
  const { columns } = triangle;
  for (let i = 0; i < right.length; i++) {
    if (gathered.count === GATHERED_ROWS) {
      absorbRows(triangle, gathered.rows, gathered.count);
      gathered.count = 0;
    }
    const to = gathered.count * columns;
    const from = i * (columns - 1);
    for (let j = 0; j < columns - 1; j++) gathered.rows[to + j] = scale * rows[from + j]!;
    gathered.rows[to + columns - 1] = scale * right[i]!;
    gathered.count++;
  }
}
