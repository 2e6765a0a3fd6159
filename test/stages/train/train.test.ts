import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../base/canonical.ts';
import { digestBytes } from '../../../base/digest.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import { structureBytes } from '../../../science/structure.ts';
import { stage } from '../../../stages/train/stage.ts';
import { type FakeContext, fakeContext } from '../../support/fake-context.ts';
import { giveTrainingSet, type Labelled } from '../../support/labelled-dataset.ts';
import {
  copperCells,
  labelled,
  loneAtom,
  randomStream,
  rattledFcc,
  toyPotential,
} from '../../support/toy-crystals.ts';

const nature = toyPotential(['Cu'], { Cu: -1.5 });
const cells = labelled(nature, copperCells(30));

interface Trained {
  readonly yace: string;
  readonly fit: {
    readonly [key: string]: unknown;
    readonly e0_ev: { readonly [symbol: string]: number };
    readonly e0_source: { readonly [symbol: string]: string };
    readonly cross_validation: readonly { readonly kappa: number; readonly ridge: number }[];
    readonly kappa: number;
    readonly ridge: number;
  };
  readonly notes: readonly string[];
}

async function train(
  data: readonly Labelled[],
  settings: CanonicalObject = {},
  change: (context: FakeContext) => FakeContext = (context) => context,
) {
  const backend = stage.backend();
  const resolved = backend.resolve(settings);
  if (!resolved.ok) throw new Error(resolved.error[0]!.message);
  const store = fakeContext();
  const dataset = giveTrainingSet(store, data);
  const context = change(
    fakeContext({
      with: resolved.value.with,
      inputs: { dataset: [dataset] },
      objects: store.objects,
    }),
  );
  const outputs = await backend.run(context);
  if (!outputs.ok) return { error: outputs.error };
  const text = (name: string) => Buffer.from(context.read(outputs.value[name]!)).toString('utf8');
  const trained: Trained = {
    yace: text('potential'),
    fit: JSON.parse(text('fit')),
    notes: context.notes,
  };
  return { trained, outputs: outputs.value };
}

async function trained(data: readonly Labelled[], settings?: CanonicalObject): Promise<Trained> {
  const { trained, error } = await train(data, settings);
  if (!trained) throw new Error(error.message);
  return trained;
}

function worst(yace: string, data: readonly Labelled[]): { energy: number; force: number } {
  const potential = parseYace(yace);
  if (!potential.ok) throw new Error(potential.error.message);
  const evaluator = prepareEvaluator(potential.value);
  const worst = { energy: 0, force: 0 };
  for (const { structure, energy, forces } of data) {
    const found = evaluateAce(evaluator, structure);
    worst.energy = Math.max(worst.energy, Math.abs(found.energy - energy));
    forces!.forEach((value, i) => {
      worst.force = Math.max(worst.force, Math.abs(value - found.forces[i]!));
    });
  }
  return worst;
}

const exact = { cutoff: 4, b_basis_size: 12, kappa: 0.1, ridge: 1e-12 } as const;

describe('train with the ace backend', () => {
  it('finds a potential again that lies in its basis', async () => {
    const { yace, notes } = await trained(cells, { ...exact, e0: { Cu: -1.5 } });
    const { energy, force } = worst(yace, labelled(nature, copperCells(10, 99)));
    expect(energy).toBeLessThan(1e-4);
    expect(force).toBeLessThan(1e-4);
    expect(notes.join('\n')).toContain('E0: Cu -1.5000 eV (given)');
  });

  it('does so for two elements, from their energies alone too', async () => {
    const alloy = toyPotential(['Au', 'Cu'], { Au: -3, Cu: -1 });
    const random = randomStream(8);
    const structures = Array.from({ length: 60 }, (_, at) =>
      rattledFcc(
        (['Cu', 'Au', 'Cu', 'Au'] as const).map((symbol, i) => (i < at % 4 ? 'Au' : symbol)) as [
          string,
          string,
          string,
          string,
        ],
        3.7 + (0.4 * at) / 60,
        0.2,
        random,
      ),
    );
    const data = labelled(alloy, structures);
    const settings = { ...exact, e0: { Au: -3, Cu: -1 } };
    const both = await trained(data, settings);
    expect(worst(both.yace, data).force).toBeLessThan(1e-4);
    const energies = data.map(({ forces: _, ...rest }) => rest);
    const only = await trained(energies, settings);
    expect(worst(only.yace, data).energy).toBeLessThan(1e-3);
    expect(only.notes.join('\n')).toContain('no label has forces');
  });

  it('chooses everything by itself and says it', async () => {
    const { yace, fit, notes } = await trained(cells);
    expect(worst(yace, cells).energy).toBeLessThan(0.05);
    expect(notes.map((note) => note.split(/[ :]/)[0])).toEqual(
      expect.arrayContaining(['cutoff', 'b_basis_size', 'E0', 'kappa', 'errors']),
    );
    expect(fit).toMatchObject({ elements: ['Cu'], structures: 30, atoms: 120, families: 7 });
    expect(fit.e0_source).toEqual({ Cu: 'least_squares' });
    expect(fit.cross_validation.map(({ kappa }) => kappa)).toContain(fit.kappa);
    expect(fit.cross_validation.map(({ ridge }) => ridge)).toContain(fit.ridge);
  });

  it('sees farther than the rule where the data ask for it', async () => {
    const far = toyPotential(['Cu'], { Cu: -1.5 }, 6, 12);
    const data = labelled(far, copperCells(30));
    const { fit, notes } = await trained(data, { b_basis_size: 30 });
    const near = await trained(labelled(toyPotential(['Cu'], {}, 4), copperCells(30)), {
      b_basis_size: 30,
    });
    expect(fit['cutoff_angstrom']).toBeGreaterThan(near.fit['cutoff_angstrom'] as number);
    expect(notes.find((note) => note.startsWith('cutoff'))).toContain('compared');
  });

  it('gives the same bytes with any number of workers, in whatever order they end', async () => {
    const settings = { cutoff: 4, b_basis_size: 12 };
    const many = Array.from({ length: 6 }, () => cells).flat();
    const one = await train(many, settings, (context) => ({ ...context, workers: 1 }));
    const held: (() => void)[] = [];
    const reversed = await train(many, settings, (context) => ({
      ...context,
      workers: 3,
      compute: async <Out>(...call: Parameters<typeof context.compute>): Promise<Out> => {
        const out = await context.compute<Out>(...call);
        // all that is in flight ends together, the last begun first
        await new Promise<void>((release) => {
          held.unshift(release);
          setImmediate(() => {
            for (const end of held.splice(0)) end();
          });
        });
        return out;
      },
    }));
    expect(reversed.outputs).toEqual(one.outputs);
  });

  it('never looks at the test part', async () => {
    const odd = { structure: loneAtom('Cu'), energy: 1e6, part: 'test', family: 'odd' } as const;
    const settings = { cutoff: 4, b_basis_size: 12 };
    const without = await trained(cells, settings);
    const blind = (context: FakeContext): FakeContext => {
      context.objects.delete(digestBytes(structureBytes(odd.structure)));
      return context;
    };
    const { trained: withTest } = await train([...cells, odd], settings, blind);
    expect(withTest!.yace).toBe(without.yace);
    expect(withTest!.fit).toEqual(without.fit);
  });

  it('takes lone atoms where they are labelled, and only where it may', async () => {
    const atoms = labelled(nature, [loneAtom('Cu')]);
    const lone = await trained([...cells, ...atoms], exact);
    expect(lone.fit.e0_ev['Cu']).toBeCloseTo(-1.5, 10);
    expect(lone.fit.e0_source).toEqual({ Cu: 'isolated' });
    const squares = await trained([...cells, ...atoms], { ...exact, e0: 'least_squares' });
    expect(squares.fit.e0_source).toEqual({ Cu: 'least_squares' });
  });

  it('says that one composition does not fix two energies', async () => {
    const random = randomStream(3);
    const alloy = toyPotential(['Au', 'Cu'], { Au: -3, Cu: -1 });
    const one = Array.from({ length: 12 }, () =>
      rattledFcc(['Au', 'Cu', 'Au', 'Cu'], 3.9, 0.2, random),
    );
    const { notes } = await trained(labelled(alloy, one), exact);
    expect(notes.join('\n')).toContain('smallest norm');
  });

  it('goes by the evidence where there is one family alone', async () => {
    const family = labelled(nature, copperCells(10), () => 'one');
    const { fit, notes } = await trained(family, { cutoff: 4, b_basis_size: 12 });
    expect(fit.kappa).toBe(0.01);
    expect(fit.cross_validation.map(({ ridge }) => ridge)).toContain(fit.ridge);
    expect(notes.join('\n')).toMatch(/one family alone.*by the evidence alone: kappa 0.01 .*ridge/);
    expect(notes.join('\n')).not.toContain('errors on held-out');
  });

  it('counts a weight of 2 as twice the structure, and 0 as none of it', async () => {
    const settings = { ...exact, b_basis_size: 8, e0: { Cu: -1.5 } };
    const [first, ...others] = cells;
    const twice = await trained([{ ...first!, weight: 2 }, ...others], settings);
    const repeated = await trained([first!, ...cells], settings);
    const probe = labelled(nature, copperCells(5, 7));
    const errors = [twice, repeated].map(({ yace }) => worst(yace, probe).energy);
    expect(errors[0]! / errors[1]!).toBeCloseTo(1, 5);
    const none = await trained([{ ...first!, energy: 1e3, weight: 0 }, ...others], settings);
    expect(none.yace).toBe((await trained(others, settings)).yace);
  });

  it.each([
    [[], {}, 'no labelled structure'],
    [cells.map((one) => ({ ...one, part: 'test' as const })), {}, 'nothing to fit'],
    [cells, { e0: { Au: -1 } }, 'e0 has no energy for Cu'],
    [cells, { e0: 'isolated' }, 'no labelled lone atom of Cu'],
    [cells.map((one) => ({ ...one, weight: 0 })), {}, 'weight 0'],
    [cells.map((one) => ({ ...one, weight: -1 })), {}, 'weight -1'],
  ])('refuses what it cannot fit, case %#', async (data, settings, words) => {
    const { error } = await train(data, settings as CanonicalObject);
    expect(error?.class).toBe('invalid');
    expect(error?.message).toContain(words);
  });
});
