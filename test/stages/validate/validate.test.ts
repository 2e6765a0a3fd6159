import { describe, expect, it } from 'vitest';
import { writeYace } from '../../../science/ace/yace.ts';
import type { Metrics } from '../../../stages/validate/metrics.ts';
import { stage } from '../../../stages/validate/stage.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { giveTrainingSet, type Labelled } from '../../support/labelled-dataset.ts';
import { copperCells, labelled, loneAtom, toyPotential } from '../../support/toy-crystals.ts';

const potential = toyPotential(['Cu'], { Cu: -1.5 });
const exact = labelled(potential, copperCells(12));

/** Labels that the potential misses by a known amount: eV/atom, and eV/Å on every component. */
const off = (all: readonly Labelled[], energy: number, force: number, rest: Partial<Labelled>) =>
  all.map((one) => ({
    ...one,
    energy: one.energy + energy * one.structure.numbers.length,
    forces: one.forces!.map((value) => value + force),
    ...rest,
  }));

async function validate(data: readonly Labelled[], yace = writeYace(potential), workers = 2) {
  const store = fakeContext();
  const inputs = { dataset: [giveTrainingSet(store, data)], potential: [store.give(yace)] };
  const context = { ...fakeContext({ inputs, objects: store.objects }), workers };
  const backend = stage.backend();
  const outputs = await backend.run(context);
  if (!outputs.ok) return { error: outputs.error };
  const json = (name: string) =>
    JSON.parse(Buffer.from(context.read(outputs.value[name]!)).toString('utf8'));
  return {
    outputs: outputs.value,
    metrics: json('metrics') as Metrics,
    parity: json('parity') as { readonly [column: string]: readonly unknown[] },
    notes: context.notes,
  };
}

describe('validate', () => {
  it('gives the errors of the exported file, by part and group, without a shift', async () => {
    const { metrics } = await validate([
      ...off(exact.slice(0, 6), 0.002, 0.03, { group: 'a' }),
      ...off(exact.slice(6, 8), -0.004, -0.01, { group: 'a', part: 'test' }),
      ...off(exact.slice(8), 0.008, 0.05, { group: 'b', part: 'test' }),
    ]);
    expect(metrics!.train).toMatchObject({ structures: 6, atoms: 24 });
    expect(metrics!.train!.energy_mae_mev_per_atom).toBeCloseTo(2, 6);
    expect(metrics!.train!.energy_rmse_mev_per_atom).toBeCloseTo(2, 6);
    expect(metrics!.train!.forces_mae_ev_per_angstrom).toBeCloseTo(0.03, 6);
    expect(metrics!.test!.energy_mae_mev_per_atom).toBeCloseTo((2 * 4 + 4 * 8) / 6, 6);
    expect(metrics!.test!.energy_rmse_mev_per_atom).toBeCloseTo(
      Math.sqrt((2 * 16 + 4 * 64) / 6),
      6,
    );
    expect(Object.keys(metrics!.groups)).toEqual(['a', 'b']);
    expect(metrics!.groups['a']!.test!.forces_mae_ev_per_angstrom).toBeCloseTo(0.01, 6);
    expect(metrics!.groups['b']).toMatchObject({ train: null, test: { structures: 4 } });
  });

  it('has null for a part without structures and for labels without forces, and says so', async () => {
    const { metrics, parity, notes } = await validate(exact.map(({ forces: _, ...one }) => one));
    expect(metrics!.test).toBeNull();
    expect(metrics!.train!.forces_mae_ev_per_angstrom).toBeNull();
    expect(metrics!.groups).toHaveProperty('ungrouped');
    expect(notes!.join('\n')).toContain('no structure in the test part');
    expect(parity!['forces_reference_ev_per_angstrom']).toEqual(exact.map(() => null));
  });

  it('lists every structure for a parity plot', async () => {
    const { parity } = await validate(off(exact, 0.01, 0.02, { group: 'g' }));
    const [reference, predicted] = ['reference', 'predicted'].map(
      (which) => parity![`energy_${which}_ev_per_atom`] as number[],
    );
    expect(reference).toHaveLength(12);
    reference!.forEach((value, i) => {
      expect(value - predicted![i]!).toBeCloseTo(0.01, 4);
    });
    const forces = parity!['forces_predicted_ev_per_angstrom'] as number[][];
    expect(forces.map((one) => one.length)).toEqual(exact.map(() => 12));
    expect(new Set(parity!['group'])).toEqual(new Set(['g']));
  });

  it('gives the same bytes with any number of workers', async () => {
    const many = Array.from({ length: 50 }, () => exact).flat();
    const one = await validate(many, undefined, 1);
    expect((await validate(many, undefined, 4)).outputs).toEqual(one.outputs);
  });

  it('refuses what it cannot judge', async () => {
    const gold = [...exact, { structure: loneAtom('Au'), energy: 0, part: 'test' as const }];
    const { error } = await validate(gold);
    expect(error).toMatchObject({ class: 'invalid' });
    expect(error!.message).toContain('Au');
    expect((await validate(exact, 'no potential')).error).toMatchObject({ class: 'invalid' });
    expect((await validate([])).error!.message).toContain('no labelled structure');
  });
});
