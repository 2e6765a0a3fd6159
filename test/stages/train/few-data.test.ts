import { expect, it } from 'vitest';
import type { CanonicalObject } from '../../../base/canonical.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import { emt } from '../../../science/emt/emt.ts';
import type { Structure } from '../../../science/structure.ts';
import { stage } from '../../../stages/train/stage.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { giveTrainingSet, type Labelled } from '../../support/labelled-dataset.ts';
import { copperCells } from '../../support/toy-crystals.ts';

/** By EMT, which lies in no basis of ours. */
function labelledByEmt(structures: readonly Structure[]): Labelled[] {
  return structures.map((structure, at) => {
    const label = emt(structure);
    if (!label.ok) throw new Error('EMT knows copper');
    const { energy, forces } = label.value;
    return { structure, energy, forces, family: `family ${Math.floor(at / 2)}` };
  });
}

const data = labelledByEmt(copperCells(16));
const unseen = labelledByEmt(copperCells(30, 99));

/** Mean absolute errors on cells that were not fitted: eV/atom, eV/Å. */
async function errorsOf(settings: CanonicalObject) {
  const backend = stage.backend({});
  const resolved = backend.resolve(settings);
  if (!resolved.ok) throw new Error(resolved.error[0]!.message);
  const store = fakeContext();
  const dataset = giveTrainingSet(store, data);
  const inputs = { dataset: [dataset] };
  const context = fakeContext({ with: resolved.value.with, inputs, objects: store.objects });
  const outputs = await backend.run(context);
  if (!outputs.ok) throw new Error(outputs.error.message);
  const text = Buffer.from(context.read(outputs.value['potential']!)).toString('utf8');
  const potential = parseYace(text);
  if (!potential.ok) throw new Error(potential.error.message);
  const evaluator = prepareEvaluator(potential.value);
  let [energies, forces, components] = [0, 0, 0];
  for (const one of unseen) {
    const found = evaluateAce(evaluator, one.structure);
    energies += Math.abs(found.energy - one.energy) / one.structure.numbers.length;
    one.forces!.forEach((force, i) => {
      forces += Math.abs(found.forces[i]! - force);
    });
    components += one.forces!.length;
  }
  return { energy: energies / unseen.length, forces: forces / components };
}

it('few data are fitted better by default rules than with a basis too small, or with lone atoms held at the mean energy', {
  timeout: 600_000,
}, async () => {
  const rules = await errorsOf({});
  const mean = data.reduce((sum, { energy }) => sum + energy / 4, 0) / data.length;
  const small = await errorsOf({ b_basis_size: 10 });
  const held = await errorsOf({ b_basis_size: 10, e0: { Cu: mean }, ridge: 1e-6 });
  expect(rules.energy).toBeLessThan(small.energy / 2);
  expect(rules.forces).toBeLessThan(small.forces / 2);
  expect(small.energy).toBeLessThan(held.energy);
});
