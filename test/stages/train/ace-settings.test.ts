import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../base/canonical.ts';
import { type AceBasisSpec, buildAceBasis } from '../../../science/ace/basis.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import {
  type AcePotential,
  type BondCore,
  linearPotential,
} from '../../../science/ace/potential.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import { stage } from '../../../stages/train/stage.ts';
import { fakeContext } from '../../support/fake-context.ts';
import { giveTrainingSet, type Labelled } from '../../support/labelled-dataset.ts';
import { copperCells, labelled, randomStream } from '../../support/toy-crystals.ts';

const SPEC: AceBasisSpec = { elements: ['Cu'], cutoff: 4, maxOrder: 3, functionsPerElement: 12 };

/** A potential that stands for nature. */
function nature(spec: AceBasisSpec, core?: BondCore): AcePotential {
  const basis = buildAceBasis(spec);
  const random = randomStream(5);
  const coefficients = Float64Array.from({ length: basis.functionCount }, () => 0.1 * random());
  return linearPotential(basis, coefficients, { Cu: -1.5 }, core && [core]);
}

/** Fits, and says what was computed on the way. */
async function train(data: readonly Labelled[], settings: CanonicalObject) {
  const backend = stage.backend({});
  const exact = { cutoff: 4, b_basis_size: 12, max_order: 3, e0: { Cu: -1.5 }, ...settings };
  const resolved = backend.resolve(exact);
  if (!resolved.ok) throw new Error(resolved.error[0]!.message);
  const store = fakeContext();
  const dataset = giveTrainingSet(store, data);
  const context = fakeContext({
    with: resolved.value.with,
    inputs: { dataset: [dataset] },
    objects: store.objects,
  });
  const computed: string[] = [];
  const counting: typeof context = {
    ...context,
    compute: (task, payload) => {
      computed.push(task.name);
      return context.compute(task, payload);
    },
  };
  const outputs = await backend.run(counting);
  if (!outputs.ok) throw new Error(outputs.error.message);
  const yace = Buffer.from(context.read(outputs.value['potential']!)).toString('utf8');
  const potential = parseYace(yace);
  if (!potential.ok) throw new Error(potential.error.message);
  return { potential: potential.value, computed, notes: context.notes };
}

function worstForce(potential: AcePotential, data: readonly Labelled[]): number {
  const evaluator = prepareEvaluator(potential);
  const differences = data.flatMap(({ structure, forces }) => {
    const found = evaluateAce(evaluator, structure).forces;
    return Array.from(forces!, (force, i) => Math.abs(force - found[i]!));
  });
  return Math.max(...differences);
}

const sure = { kappa: 0.1, ridge: 1e-12 };

describe('radial functions of a fit', () => {
  it.each([
    ['ChebExpCos', undefined, 5.25],
    ['ChebExpCos', 3, 3],
    ['ChebPow', undefined, 2],
    ['ChebPow', 3, 3],
  ] as const)('%s with lambda %s: finds nature again', async (kind, given, lambda) => {
    const truth = nature({ ...SPEC, radial: { kind, parameter: lambda } });
    const data = labelled(truth, copperCells(60));
    const ace = { radial_basis: kind, ...(given !== undefined && { radial_parameter: given }) };
    const { potential } = await train(data, { ...sure, ace });
    expect(potential.bonds[0]).toMatchObject({ radial: kind, radialParameters: [lambda] });
    expect(worstForce(potential, labelled(truth, copperCells(10, 99)))).toBeLessThan(1e-3);
  });
});

describe('a core that is there while the rest is fitted', () => {
  it.each(['distance', 'density'] as const)('by %s: finds nature again', async (core) => {
    const repulsion = {
      core,
      prefactor: 40,
      exponent: 0.4,
      ...(core === 'distance' && { r_in: 2.4, delta_in: 0.3 }),
    };
    const bond: BondCore = {
      corePrefactor: 40,
      coreExponent: 0.4,
      innerCutoff: core === 'distance' ? 2.4 : 0,
      innerCutoffWidth: core === 'distance' ? 0.3 : 0,
      innerCutoffKind: core,
    };
    const inner = core === 'distance' ? { inner: { end: 2.4, width: 0.3 } } : {};
    const truth = nature({ ...SPEC, ...inner }, bond);
    const data = labelled(truth, copperCells(60));
    const { potential } = await train(data, { ...sure, ace: { repulsion } });
    expect(potential.bonds[0]).toMatchObject(bond);
    expect(worstForce(potential, labelled(truth, copperCells(10, 99)))).toBeLessThan(1e-3);
    // without the core, the functions cannot make up for it
    const without = await train(data, { ...sure, ace: { repulsion: 'none' } });
    expect(worstForce(without.potential, data)).toBeGreaterThan(1e-3);
  });
});

describe('the core of every fit', () => {
  const data = labelled(nature(SPEC), copperCells(40));

  it('is ZBL below the shortest distance of the data, and changes nothing of them', async () => {
    const closed = await train(data, sure);
    const open = await train(data, { ...sure, ace: { repulsion: 'none' } });
    expect(closed.notes.join('\n')).toMatch(/core: ZBL, Cu-Cu below \d\.\d\d Å/);
    expect(open.potential.bonds[0]!.corePrefactor).toBe(0);
    expect(worstForce(closed.potential, data)).toBe(worstForce(open.potential, data));
    const { innerCutoff, innerCutoffWidth } = closed.potential.bonds[0]!;
    const evaluator = prepareEvaluator(closed.potential);
    const at = (distance: number): number =>
      evaluateAce(evaluator, {
        numbers: Int32Array.of(29, 29),
        positions: Float64Array.of(0, 0, 0, distance, 0, 0),
        cell: new Float64Array(9),
        periodic: [false, false, false],
      }).energy;
    const inside = innerCutoff - innerCutoffWidth;
    expect(at(0.6 * inside)).toBeGreaterThan(at(0.8 * inside));
    expect(at(0.8 * inside)).toBeGreaterThan(at(inside) + 1);
  });
});

describe('weights', () => {
  const truth = nature(SPEC);
  // labels of one group are wrong: the less they weigh, the less they matter
  const data = labelled(truth, copperCells(60)).map((one, i) =>
    i % 3 === 0
      ? {
          ...one,
          group: 'wrong',
          energy: one.energy + 0.5,
          forces: one.forces!.map((f) => 1.2 * f),
        }
      : { ...one, group: 'right' },
  );
  const right = data.filter(({ group }) => group === 'right');

  it('by group decide whose labels count', async () => {
    const all = await train(data, sure);
    const few = await train(data, { ...sure, ace: { weights: { groups: { wrong: 1e-6 } } } });
    const none = await train(data, { ...sure, ace: { weights: { groups: { wrong: 0 } } } });
    expect(worstForce(few.potential, right)).toBeLessThan(0.1 * worstForce(all.potential, right));
    expect(worstForce(none.potential, right)).toBeLessThan(1e-3);
  });

  it('by energy above the hull let high structures count less', async () => {
    const high = data.map((one) =>
      one.group === 'wrong' ? { ...one, energy: one.energy + 400 } : one,
    );
    const { potential } = await train(high, { ...sure, ace: { weights: { energy_scale: 0.01 } } });
    const unweighted = await train(high, sure);
    expect(worstForce(potential, right)).toBeLessThan(worstForce(unweighted.potential, right));
  });

  it('say so where nothing is left', async () => {
    const nothing = { groups: { wrong: 0, right: 0 } };
    await expect(train(data, { ...sure, ace: { weights: nothing } })).rejects.toThrow(/weigh 0/);
  });
});

describe('a scan', () => {
  // data of its own, so that no other test has made its rows
  const data = labelled(nature(SPEC), copperCells(37, 4242)).map((one, i) => ({
    ...one,
    group: i % 2 ? 'odd' : 'even',
  }));
  const designs = ({ computed }: { readonly computed: readonly string[] }): number =>
    computed.filter((name) => name === 'design').length;

  it('over ridge, kappa and weights computes the design rows once, and other bases anew', async () => {
    const first = await train(data, { ridge: 1e-5 });
    expect(designs(first)).toBeGreaterThan(0);
    const settings: CanonicalObject[] = [
      { ridge: 1e-7 },
      { kappa: 0.3 },
      { ridge: 1e-5, ace: { weights: { groups: { odd: 0.1 } } } },
    ];
    for (const other of settings) {
      const again = await train(data, other);
      expect(designs(again)).toBe(0);
    }
    expect(designs(await train(data, { ridge: 1e-5, cutoff: 4.2 }))).toBeGreaterThan(0);
    expect(designs(await train(data.slice(1), { ridge: 1e-5 }))).toBeGreaterThan(0);
    const e0 = { Cu: -1.4 };
    expect(designs(await train(data, { ridge: 1e-5, e0 }))).toBeGreaterThan(0);
  });

  it('gives what a fit alone would', async () => {
    const ace = { weights: { groups: { odd: 0.5 } } };
    const shared = await train(data, { ...sure, ace });
    const alone = await train(
      data.map((one) => ({ ...one, ...(one.group === 'odd' && { weight: 0.5 }) })),
      sure,
    );
    shared.potential.functions[0]!.forEach(({ coefficients }, f) => {
      coefficients.forEach((c, i) => {
        expect(c).toBeCloseTo(alone.potential.functions[0]![f]!.coefficients[i]!, 6);
      });
    });
  });
});
