import { describe, expect, it } from 'vitest';
import { buildAceBasis } from '../../../science/ace/basis.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { linearPotential } from '../../../science/ace/potential.ts';
import { designParts, type FitTarget } from '../../../science/ace-fit/design-parts.ts';
import { addParts, lossTriangle, meanSquares } from '../../../science/ace-fit/loss.ts';
import { scaledLoss, solveLoss } from '../../../science/ace-fit/solve.ts';
import { residualSquare } from '../../../science/linalg/ridge.ts';
import {
  copperCells,
  labelled,
  loneAtom,
  randomStream,
  toyPotential,
} from '../../support/toy-crystals.ts';

const basis = buildAceBasis({ elements: ['Cu'], cutoff: 4, maxOrder: 3, functionsPerElement: 10 });
const random = randomStream(2);
const structures = [...copperCells(6), loneAtom('Cu')];
const targets: FitTarget[] = labelled(toyPotential(['Cu'], {}), structures).map(
  ({ structure, energy, forces }, at) => ({
    structure,
    bindingEnergy: energy + random(),
    weight: 1 + (at % 3),
    // the second has no forces
    ...(at !== 1 && { forces: forces!.map((value) => value + 0.1 * random()) }),
  }),
);

/** The loss as DESIGN words it, from evaluated energies and forces. */
function directLoss(coefficients: Float64Array, k: number): number {
  const evaluator = prepareEvaluator(linearPotential(basis, coefficients, {}));
  let [energy, energyWeight, force, forceWeight] = [0, 0, 0, 0];
  for (const { structure, bindingEnergy, forces, weight } of targets) {
    const found = evaluateAce(evaluator, structure);
    const atoms = structure.numbers.length;
    energy += weight * ((found.energy - bindingEnergy) / atoms) ** 2;
    energyWeight += weight;
    if (!forces) continue;
    let square = 0;
    forces.forEach((value, i) => {
      square += (found.forces[i]! - value) ** 2;
    });
    force += (weight * square) / atoms;
    forceWeight += weight;
  }
  return ((1 - k) * energy) / energyWeight + (k * force) / forceWeight;
}

describe('the loss behind triangles', () => {
  const parts = designParts(basis, targets);
  const coefficients = Float64Array.from({ length: 10 }, () => 0.1 * random());

  it.each([0, 0.01, 0.5, 1])('is (1-k) <(dE/N)^2> + k <<|dF|^2>> with k = %s', (k) => {
    const direct = directLoss(coefficients, k);
    const found = residualSquare(lossTriangle(parts, k), coefficients);
    expect(found / direct).toBeCloseTo(1, 6);
    const { energy, forces } = meanSquares(parts, coefficients);
    expect(((1 - k) * energy! + k * forces!) / direct).toBeCloseTo(1, 6);
  });

  it('is least at the solution, and a ridge only moves it away', () => {
    const loss = scaledLoss(parts, 0.1);
    const equal = new Float64Array(10).fill(1);
    const best = solveLoss(loss, equal, 1e-9);
    const least = directLoss(best, 0.1);
    for (const ridge of [1e-3, 0.1]) {
      expect(directLoss(solveLoss(loss, equal, ridge), 0.1)).toBeGreaterThan(least);
    }
    for (let j = 0; j < 10; j++) {
      const moved = best.slice();
      moved[j]! += 1e-3;
      expect(directLoss(moved, 0.1)).toBeGreaterThan(least);
    }
  });

  it('is the sum of its parts', () => {
    const halves = [targets.slice(0, 3), targets.slice(3)].map((some) => designParts(basis, some));
    const sum = addParts(10, halves);
    expect(sum.energyWeight).toBe(parts.energyWeight);
    expect(sum.forceWeight).toBe(parts.forceWeight);
    const both = [sum, parts].map((p) => meanSquares(p, coefficients));
    expect(both[0]!.energy! / both[1]!.energy!).toBeCloseTo(1, 9);
    expect(both[0]!.forces! / both[1]!.forces!).toBeCloseTo(1, 9);
  });

  it('counts a structure of weight 2 as two of it', () => {
    const one = designParts(basis, [{ ...targets[0]!, weight: 2 }, targets[2]!]);
    const two = designParts(basis, [
      { ...targets[0]!, weight: 1 },
      { ...targets[0]!, weight: 1 },
      targets[2]!,
    ]);
    const [a, b] = [one, two].map((p) => residualSquare(lossTriangle(p, 0.3), coefficients));
    expect(a! / b!).toBeCloseTo(1, 9);
  });

  it('fits what it shifts lone atoms by as if their energies had been that', () => {
    const shifts = [['Cu']];
    const loss = scaledLoss(designParts(basis, targets, shifts), 0.3);
    const smoothness = Float64Array.from({ length: 11 }, (_, j) => (j < 10 ? 1 : 1e-3));
    const whole = solveLoss(loss, smoothness, 1e-6);
    const by = whole[10]!;
    expect(Math.abs(by)).toBeGreaterThan(0.01);
    const moved = targets.map((target) => ({
      ...target,
      bindingEnergy: target.bindingEnergy - by * target.structure.numbers.length,
    }));
    const rest = scaledLoss(designParts(basis, moved), 0.3);
    const alone = solveLoss(rest, smoothness.subarray(0, 10), 1e-6);
    alone.forEach((value, j) => {
      expect(value / whole[j]!).toBeCloseTo(1, 4);
    });
  });

  it('has no force part where nothing has forces', () => {
    const energies = targets.map(({ forces: _, ...target }) => target);
    const only = designParts(basis, energies);
    expect(meanSquares(only, coefficients).forces).toBeNull();
    expect(only.forceWeight).toBe(0);
  });
});
