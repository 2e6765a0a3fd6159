import { expect, it } from 'vitest';
import { defectCell } from '../../../science/defects/defect-cell.ts';
import { withoutAtoms } from '../../../science/structure-edit.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { crystal } from '../bulk-crystals.ts';
import { energy } from '../surfaces/cut-crystal.ts';

/**
 * Lattice constants of facts/domain.md 4.5 (Å), and what ASE 3.29.0's EMT finds there for the unrelaxed
 * vacancy in 32 and in 108 atoms, eV. The facts' own, at lattice constants with more digits, are within
 * 1.5e-4 eV of these.
 */
const table = [
  ['Al', 13, 3.9943, 0.97638533, 0.97639043],
  ['Cu', 29, 3.5898, 1.23837449, 1.238367],
  ['Ni', 28, 3.4871, 1.92495962, 1.92495891],
  ['Ag', 47, 4.0636, 0.85702572, 0.85702105],
  ['Au', 79, 4.0562, 0.75435424, 0.75433971],
  ['Pd', 46, 3.8787, 0.94150451, 0.94149779],
  ['Pt', 78, 3.9218, 1.04429493, 1.04428176],
] as const;

it.each(table)('the vacancy of %s costs by EMT what ASE finds', (_, z, a, small, large) => {
  const unit = crystal('fcc', { a }, [z]);
  const symmetry = crystalSymmetry(unit) as CrystalSymmetry;
  for (const [atoms, told] of [
    [32, small],
    [108, large],
  ] as const) {
    const cell = defectCell(unit, symmetry, atoms);
    expect(cell.numbers.length).toBe(atoms);
    const whole = energy(cell);
    const formation = energy(withoutAtoms(cell, [0])) - (whole * (atoms - 1)) / atoms;
    expect(formation).toBeCloseTo(told, 7);
  }
});
