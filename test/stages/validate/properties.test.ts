import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../base/canonical.ts';
import { writeYace } from '../../../science/ace/yace.ts';
import type { Metrics } from '../../../stages/validate/metrics.ts';
import { stage } from '../../../stages/validate/stage.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { giveTrainingSet } from '../../support/labelled-dataset.ts';
import { copperCells, labelled, toyPotential } from '../../support/toy-crystals.ts';

const potential = toyPotential(['Cu'], { Cu: -1.5 });
const data = labelled(potential, copperCells(12)).map((one, i) =>
  i % 3 === 0 ? { ...one, part: 'test' as const } : one,
);

const issuesOf = (settings: CanonicalObject): readonly string[] => {
  const resolved = stage.backend().resolve(settings);
  return resolved.ok
    ? []
    : resolved.error.map(({ path, message }) => `${path.join('.')}: ${message}`);
};

async function validate(settings: CanonicalObject, labels = data) {
  const store = fakeContext();
  const inputs = {
    dataset: [giveTrainingSet(store, labels)],
    potential: [store.give(writeYace(potential))],
  };
  const backend = stage.backend();
  const resolved = backend.resolve(settings);
  if (!resolved.ok) throw new Error(JSON.stringify(resolved.error));
  const { with: chosen } = resolved.value;
  const context = fakeContext({ with: chosen, inputs, objects: store.objects });
  const outputs = await backend.run(context);
  if (!outputs.ok) return { error: outputs.error };
  const text = Buffer.from(context.read(outputs.value['metrics']!)).toString('utf8');
  return { metrics: JSON.parse(text) as Metrics };
}

const fcc = { elements: ['Cu'], crystal_structure: 'fcc' };

describe('validate with crystals', () => {
  it('has the properties of each by the potential and by the reference, and how far they are apart', async () => {
    const { metrics } = await validate({ crystals: [fcc], reference: 'emt', dimers: true });
    const { potential: own, reference, deviations } = metrics!.crystals!['Cu fcc']!;
    // ASE 3.29's EMT.
    expect(reference!.at_rest!.volume_angstrom3_per_atom).toBeCloseTo(3.5898 ** 3 / 4, 2);
    expect(reference!.elastic_constants!.gpa['c44']).toBeCloseTo(89.9, 0);
    expect(reference!.vacancy!.formation_ev).toBeCloseTo(1.2278, 3);
    // The toy draws atoms into each other: said, and not a number.
    expect(own.failed['at_rest']).toContain('collapses');
    expect(deviations).toEqual({});
    expect(Object.keys(metrics!.dimers!)).toEqual(['Cu-Cu']);
  });

  it('takes given values before those of the calculator', async () => {
    const given = { volume_per_atom: 11, elastic_constants: { c11: 100 }, vacancy_formation: 1 };
    const { metrics } = await validate({
      crystals: [{ ...fcc, name: 'mine', reference: given }],
      reference: 'emt',
      properties: ['elastic_constants'],
    });
    const { reference } = metrics!.crystals!['mine']!;
    expect(reference!.at_rest).toEqual({ volume_angstrom3_per_atom: 11 });
    expect(reference!.elastic_constants!.gpa['c11']).toBe(100);
    expect(reference!.elastic_constants!.gpa['c12']).toBeCloseTo(115.43, 0);
    expect(reference!.vacancy).toEqual({ formation_ev: 1 });
  });
});

describe('limits', () => {
  it('that are kept let the node pass', async () => {
    const limits = {
      test: { energy_mae_mev_per_atom: 1e-3 },
      train: { forces_mae_ev_per_angstrom: 1e-3 },
    };
    const { metrics } = await validate({ limits });
    expect(metrics!.test!.energy_mae_mev_per_atom).toBeLessThan(1e-3);
  });

  it('that are not kept fail it with every number', async () => {
    const worse = data.map((one) => ({ ...one, energy: one.energy + 1 }));
    const settings = {
      crystals: [{ ...fcc, reference: { volume_per_atom: 1 } }],
      properties: ['vacancy'],
      limits: {
        test: { energy_mae_mev_per_atom: 1, energy_rmse_mev_per_atom: 1e6 },
        crystals: { volume_percent: 1, vacancy_formation_ev: 0.1 },
      },
    };
    const { error } = await validate(settings, worse);
    expect(error!.class).toBe('invalid');
    expect(error!.message).toContain('test.energy_mae_mev_per_atom');
    expect(error!.message).not.toContain('energy_rmse');
    expect(error!.message).toContain('crystals.volume_percent of Cu fcc');
    expect(error!.message).toContain('crystals.vacancy_formation_ev of Cu fcc');
  });
});

describe('settings that mean nothing', () => {
  it.each([
    [{ limits: { crystals: { phonons_thz: 1 } } }, 'none is said'],
    [
      { crystals: [fcc], properties: ['vacancy'], limits: { crystals: { phonons_thz: 1 } } },
      'not among',
    ],
    [{ limits: { dimer_holes: 0 } }, 'none is worked out'],
    [{ crystals: [{ elements: ['Cu'] }] }, 'elements and crystal_structure'],
    [{ crystals: [{ elements: ['Xx'], crystal_structure: 'fcc' }] }, 'no chemical element'],
    [{ crystals: [{ elements: ['Cu'], crystal_structure: 'B2' }] }, '2 sublattices, not 1'],
    [{ crystals: [fcc, fcc] }, 'two crystals called'],
  ])('%j', (settings, words) => {
    expect(issuesOf(settings).join('\n')).toContain(words);
  });
});
