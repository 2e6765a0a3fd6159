import { describe, expect, it } from 'vitest';
import { stage as trainStage } from '../../../stages/train/stage.ts';
import type { Metrics } from '../../../stages/validate/metrics.ts';
import { stage as validateStage } from '../../../stages/validate/stage.ts';
import { readLabelled } from '../../support/extxyz-dataset.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { giveTrainingSet } from '../../support/labelled-dataset.ts';
import { hasSharedData } from '../../support/shared-data.ts';

/**
 * Silicon of Zuo et al., J. Phys. Chem. A 124, 731 (2020), in a short form: a third of the structures
 * and a quarter of the functions. The published qSNAP, on all of them, has 3.8 meV/atom and
 * 0.116 eV/Å on this test file.
 */
describe.skipIf(!hasSharedData)('silicon (shared data)', () => {
  it('is fitted by default rules within 6 meV/atom and 0.116 eV/Å of DFT with 100 functions', {
    timeout: 600_000,
  }, async () => {
    const data = [
      ...readLabelled('Si.train.extxyz.gz').filter((_, at) => at % 3 === 0),
      ...readLabelled('Si.test.extxyz.gz', 'test'),
    ];
    const store = fakeContext();
    const dataset = [giveTrainingSet(store, data)];
    const train = trainStage.backend();
    const settings = train.resolve({ b_basis_size: 100 });
    if (!settings.ok) throw new Error('no settings');
    const { objects } = store;
    const fitted = await train.run(
      fakeContext({ with: settings.value.with, inputs: { dataset }, objects }),
    );
    if (!fitted.ok) throw new Error(fitted.error.message);
    const inputs = { dataset, potential: [fitted.value['potential']!] };
    const judged = await validateStage.backend().run(fakeContext({ inputs, objects }));
    if (!judged.ok) throw new Error(judged.error.message);
    const bytes = objects.get(judged.value['metrics']!)!;
    const { test, train: fit } = JSON.parse(Buffer.from(bytes).toString('utf8')) as Metrics;
    expect(test!.structures).toBe(25);
    expect(fit!.structures).toBe(72);
    expect(test!.energy_mae_mev_per_atom).toBeLessThan(6);
    expect(test!.forces_mae_ev_per_angstrom).toBeLessThan(0.116);
  });
});
