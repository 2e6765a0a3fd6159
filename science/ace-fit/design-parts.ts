import type { AceBasis } from '../ace/basis.ts';
import { designRows } from '../ace/design.ts';
import { elementIndices } from '../ace/element-indices.ts';
import { absorbRows } from '../linalg/triangle.ts';
import type { Structure } from '../structure.ts';
import { type LossParts, noParts } from './loss.ts';
import type { Observation } from './observation.ts';
import type { Shift } from './reference-energies.ts';

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

/**
 * The parts of the loss of some structures. The same list gives the same bits. Behind the functions stands a column
 * for each shift, the number of atoms of its elements: what the energies of their lone atoms change by.
 */
export function designParts(
  basis: AceBasis,
  targets: readonly FitTarget[],
  shifts: readonly Shift[] = [],
): LossParts {
  const parts = { ...noParts(basis.functionCount + shifts.length) };
  const energies = gather(parts);
  const forces = gather(parts);
  for (const { structure, bindingEnergy, forces: wanted, weight } of targets) {
    const atoms = structure.numbers.length;
    const { rows, columns } = designRows(basis, structure);
    const perAtom = Math.sqrt(weight) / atoms;
    const shifted = shiftedAtoms(basis.spec.elements, structure, shifts);
    append(energies, parts.energy, rows.subarray(0, columns), [bindingEnergy], perAtom, shifted);
    parts.energyWeight += weight;
    if (!wanted) continue;
    const none = shifted.map(() => 0);
    append(forces, parts.forces, rows.subarray(columns), wanted, Math.sqrt(weight / atoms), none);
    parts.forceWeight += weight;
  }
  absorbRows(parts.energy, energies.rows, energies.count);
  absorbRows(parts.forces, forces.rows, forces.count);
  return parts;
}

/** How many atoms of a structure each shift moves. */
function shiftedAtoms(
  elements: readonly string[],
  structure: Structure,
  shifts: readonly Shift[],
): number[] {
  const species = elementIndices(elements, structure);
  return shifts.map((shift) =>
    species.reduce((atoms, e) => atoms + (shift.includes(elements[e]!) ? 1 : 0), 0),
  );
}

const gather = ({ energy }: LossParts): Gathered => ({
  rows: new Float64Array(GATHERED_ROWS * energy.columns),
  count: 0,
});

/** Every row gets the numbers of `shifted` behind its functions, and its right side. */
function append(
  gathered: Gathered,
  triangle: LossParts['energy'],
  rows: Float64Array,
  right: ArrayLike<number>,
  scale: number,
  shifted: readonly number[],
): void {
  const { columns } = triangle;
  const functions = columns - 1 - shifted.length;
  for (let i = 0; i < right.length; i++) {
    if (gathered.count === GATHERED_ROWS) {
      absorbRows(triangle, gathered.rows, gathered.count);
      gathered.count = 0;
    }
    const to = gathered.count * columns;
    const from = i * functions;
    for (let j = 0; j < functions; j++) gathered.rows[to + j] = scale * rows[from + j]!;
    shifted.forEach((atoms, k) => {
      gathered.rows[to + functions + k] = scale * atoms;
    });
    gathered.rows[to + columns - 1] = scale * right[i]!;
    gathered.count++;
  }
}
