import { describe, expect, it } from 'vitest';
import { emt } from '../../../science/emt/emt.ts';
import { elasticConstants } from '../../../science/properties/elastic-constants.ts';
import { energyDrift } from '../../../science/properties/energy-drift.ts';
import { equationOfState } from '../../../science/properties/equation-of-state.ts';
import { type Model, ModelProblem } from '../../../science/properties/model.ts';
import { relaxCell } from '../../../science/properties/relax.ts';
import { vacancyEnergy } from '../../../science/properties/vacancy.ts';
import { repeatStructure } from '../../../science/supercell.ts';
import { crystalBase } from '../../../stages/build/bases/crystal.ts';

const GPA = 160.2176634;

const model: Model = (structure) => {
  const result = emt(structure);
  if (!result.ok) throw new ModelProblem(result.error.kind);
  return result.value;
};

const fcc = (symbol: string, a: number) =>
  crystalBase(
    { composition: { [symbol]: 1 }, crystal_structure: 'fcc', lattice_constants: { a } },
    [1, 1, 1],
    0,
  ).structure;

// ASE 3.29's EMT: a0 (Å), E0 (eV/atom), B, C11, C12, C44 (GPa), vacancy in 32 atoms unrelaxed and relaxed (eV).
const ASE = [
  ['Al', 3.9943, -0.0049, 39.7, 53.32, 32.89, 36.2, 0.9764, 0.9578],
  ['Cu', 3.5898, -0.007, 134.48, 172.59, 115.43, 89.9, 1.2384, 1.2278],
  ['Pt', 3.9218, -0.0001, 278.3, 317.98, 258.45, 79.15, 1.0443, 1.0342],
] as const;

describe.each(ASE)('properties of %s', (symbol, a, e0, b, c11, c12, c44, unrelaxed, relaxed) => {
  // From 2 % off: the search has to find the lattice constant.
  const { structure, energy } = relaxCell(model, fcc(symbol, 1.02 * a));
  it('the crystal at rest', () => {
    expect(Math.abs(structure.cell[0]! - a)).toBeLessThan(2e-4);
    expect(Math.abs(energy / 4 - e0)).toBeLessThan(1e-4);
  });
  it('the equation of state', () => {
    const eos = equationOfState(model, structure, { range: 0.01, points: 9 });
    expect(Math.abs((eos.bulkModulus * GPA) / b - 1)).toBeLessThan(0.005);
    expect(Math.abs(eos.volume / ((a * a * a) / 4) - 1)).toBeLessThan(5e-4);
    expect(Math.abs(eos.energy - e0)).toBeLessThan(1e-4);
  });
  it('the elastic constants', () => {
    const c = elasticConstants(model, structure);
    for (const [at, value] of [
      [0, c11],
      [7, c11],
      [1, c12],
      [21, c44],
      [35, c44],
    ] as const) {
      expect(Math.abs((c[at]! * GPA) / value - 1)).toBeLessThan(0.005);
    }
    expect(Math.abs(c[3]! * GPA)).toBeLessThan(0.05);
  });
  it('the vacancy', () => {
    const vacancy = vacancyEnergy(model, structure);
    expect(vacancy.atoms).toBe(32);
    expect(Math.abs(vacancy.unrelaxed - unrelaxed)).toBeLessThan(3e-4);
    expect(Math.abs(vacancy.relaxed - relaxed)).toBeLessThan(3e-4);
  });
  it('keeps its energy in motion', () => {
    const crystal = repeatStructure(structure, [2, 2, 2]);
    const drift = energyDrift(model, crystal, { temperature: 300, timestep: 1, steps: 400 });
    expect(Math.abs(drift.driftMevPerAtomPerPs)).toBeLessThan(0.5);
    expect(drift.largestMevPerAtom).toBeLessThan(0.5);
    expect(drift.temperature).toBeGreaterThan(200);
    expect(drift.temperature).toBeLessThan(400);
  });
});
