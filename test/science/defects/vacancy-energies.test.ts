import { expect, it } from 'vitest';
import { defectCell } from '../../../science/defects/defect-cell.ts';
import { withoutAtoms } from '../../../science/structure-edit.ts';
import { type CrystalSymmetry, crystalSymmetry } from '../../../science/symmetry.ts';
import { crystal } from '../bulk-crystals.ts';
import { energy } from '../surfaces/cut-crystal.ts';

/** facts/domain.md 4.5 (ASE 3.29.0): lattice constant, and the unrelaxed vacancy in 32 and in 108 atoms, eV. */
const table = [
  ['Al', 13, 3.9943, 0.9764, 0.9764],
  ['Cu', 29, 3.5898, 1.2384, 1.2384],
  ['Ni', 28, 3.4871, 1.925, 1.925],
  ['Ag', 47, 4.0636, 0.857, 0.857],
  ['Au', 79, 4.0562, 0.7543, 0.7542],
  ['Pd', 46, 3.8787, 0.9416, 0.9416],
  ['Pt', 78, 3.9218, 1.0443, 1.0443],
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
    expect(Math.abs(formation - told)).toBeLessThan(6e-5);
  }
});
