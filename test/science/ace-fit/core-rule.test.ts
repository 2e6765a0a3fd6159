import { expect, test } from 'vitest';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { linearPotential } from '../../../science/ace/potential.ts';
import { coreHoles, corePlaces, zblCore } from '../../../science/ace-fit/core-rule.ts';
import { shortestDistances } from '../../../science/ace-fit/short-distances.ts';
import { crystal, randomCrystal, randomPotential } from '../ace/samples.ts';

const elements = ['Al', 'Ni'];
const { basis, coefficients } = randomPotential(elements, 3, 60, 5);
const data = [1, 2, 3].map((seed) => randomCrystal(['Al', 'Ni', 'Ni', 'Al'], seed));

test('the shortest distance of each pair, and nothing for a pair that never meets', () => {
  const apart = crystal(['Al', 'Al', 'Ni'], [0, 0, 0, 2.5, 0, 0, 40, 0, 0], new Array(9).fill(0), [
    false,
    false,
    false,
  ]);
  expect(shortestDistances(elements, [apart], 5)).toEqual([2.5, undefined, undefined, undefined]);
});

test('a core below the shortest distances changes nothing that is fitted', () => {
  const shortest = shortestDistances(elements, data, 5);
  const places = corePlaces(elements, shortest, 0.2);
  const bare = prepareEvaluator(linearPotential(basis, coefficients, {}));
  const cored = prepareEvaluator(linearPotential(basis, coefficients, {}, places.map(zblCore)));
  for (const structure of data) {
    const [a, b] = [evaluateAce(bare, structure), evaluateAce(cored, structure)];
    expect(b.energy).toBeCloseTo(a.energy, 9);
    b.forces.forEach((force, i) => {
      expect(force).toBeCloseTo(a.forces[i]!, 8);
    });
  }
});

test('below it two nuclei repel: the universal screened repulsion, half of it at each', () => {
  const places = corePlaces(elements, [2, 2, 2, 2], 0.2);
  const potential = linearPotential(basis, coefficients, {}, places.map(zblCore));
  const evaluator = prepareEvaluator(potential);
  const pair = crystal(['Ni', 'Ni'], [0, 0, 0, 1.2, 0, 0], new Array(9).fill(0), [
    false,
    false,
    false,
  ]);
  // e^2 Z^2 phi(r / a) / r with a = 0.4685 / (2 Z^0.23), r = 1.2 Å, Z = 28, by hand: 59.9 eV
  expect(evaluateAce(evaluator, pair).energy).toBeCloseTo(59.9, 0);
});

test('a potential that falls at short range has its holes named', () => {
  const places = corePlaces(elements, [2, 2, 2, 2], 0.2);
  const falling = coefficients.map(() => -3);
  const bare = linearPotential(basis, falling, {});
  const open = coreHoles(bare, places, []);
  expect(open.join()).toMatch(/two atoms Al and Al at \d\.\d\d Å/);
  const soft = linearPotential(
    basis,
    new Float64Array(coefficients.length),
    {},
    places.map(zblCore),
  );
  expect(coreHoles(soft, places, [randomCrystal(['Al', 'Ni'], 4)])).toEqual([]);
});
