import { describe, expect, it } from 'vitest';
import type { Canonical } from '../../../../base/canonical.ts';
import { parseYaml } from '../../../../engine/document/yaml.ts';
import { inputText, inputValue } from '../../../../stages/train/pacemaker/input-file.ts';
import { resolvePacemaker } from '../../../../stages/train/pacemaker/resolve.ts';
import type {
  PacemakerHow,
  ResolvedPacemaker,
} from '../../../../stages/train/pacemaker/resolved.ts';

const FACTS = { elements: ['Al'], cutoff: 6, functionsPerElement: 50, hasTest: true };

function resolved(settings: object) {
  const result = resolvePacemaker({ backend: 'pacemaker', ...settings } as Canonical);
  if (!result.ok) throw new Error(result.error.map(({ message }) => message).join('; '));
  return result.value;
}

/** The input.yaml of settings, read back by a YAML 1.2 reader. */
function inputOf(settings: object, facts: Partial<typeof FACTS> = {}) {
  const { with: value, how } = resolved(settings);
  const made = inputValue(
    value as unknown as ResolvedPacemaker,
    { ...FACTS, ...facts },
    how as unknown as PacemakerHow,
  );
  const text = inputText(made);
  return { text, value: parseYaml(text).toJS() };
}

const issues = (settings: object) => {
  const result = resolvePacemaker({ backend: 'pacemaker', ...settings } as Canonical);
  return result.ok ? [] : result.error;
};

describe("pacemaker's input.yaml", () => {
  it('has the words that pacemaker documents, for the settings of the specification', () => {
    const { value } = inputOf({
      kappa: 1,
      kappa_f: 3,
      max_iter: 200,
      batch_size: 20,
      pacemaker: { shape: { nradmax: [8, 4, 3, 2], lmax: [0, 3, 2, 1] }, display_step: 10 },
    });
    // The file that ran, in facts on pacemaker, with other numbers where the settings say so.
    expect(value).toEqual({
      seed: 42,
      potential: {
        deltaSplineBins: 0.001,
        elements: ['Al'],
        embeddings: {
          ALL: { npot: 'FinnisSinclairShiftedScaled', fs_parameters: [1, 1, 1, 0.5], ndensity: 2 },
        },
        bonds: {
          ALL: {
            radbase: 'ChebExpCos',
            radparameters: [5.25],
            rcut: 6,
            dcut: 0.01,
            NameOfCutoffFunction: 'cos',
          },
        },
        functions: {
          number_of_functions_per_element: 50,
          ALL: { nradmax_by_orders: [8, 4, 3, 2], lmax_by_orders: [0, 3, 2, 1] },
        },
      },
      data: { filename: 'fit.pckl.gzip', test_filename: 'test.pckl.gzip' },
      fit: {
        loss: { kappa: 0.75, L1_coeffs: 1e-8, L2_coeffs: 1e-8 },
        optimizer: 'BFGS',
        maxiter: 200,
        repulsion: 'auto',
      },
      backend: { evaluator: 'tensorpot', batch_size: 20, display_step: 10 },
    });
  });

  it('has what is asked for beyond: linear, no repulsion, weights by energy, a ladder', () => {
    const { value } = inputOf(
      {
        pacemaker: {
          embedding: { fs_parameters: [1, 1] },
          repulsion: 'none',
          weighting: { DElow: 1, energy: 'cohesive' },
          ladder: { step: 0.1 },
          seed: 7,
        },
      },
      { hasTest: false },
    );
    expect(value.potential.embeddings.ALL).toMatchObject({ fs_parameters: [1, 1], ndensity: 1 });
    expect(value.data).toEqual({ filename: 'fit.pckl.gzip' });
    expect(value.fit).toMatchObject({
      weighting: { type: 'EnergyBasedWeightingPolicy', DElow: 1, energy: 'cohesive', seed: 7 },
      ladder_step: 0.1,
      ladder_type: 'power_order',
    });
    expect(value.fit).not.toHaveProperty('repulsion');
    expect(value.seed).toBe(7);
  });

  it('is read alike by YAML 1.1: no element is a truth value, no number a word', () => {
    const { text } = inputOf({}, { elements: ['Al', 'N', 'No', 'Y'] });
    expect(text).toContain('elements: [Al, "N", "No", "Y"]');
    expect(text).toContain('L1_coeffs: 1.0e-8');
  });

  it('has any other key, laid over the rest', () => {
    const input = {
      fit: { loss: { w1_rad: 1e-8 }, fit_cycles: 2 },
      potential: { bonds: { AlNi: { rcut: 7 } }, functions: { UNARY: { coefs_init: 'random' } } },
    };
    const { value } = inputOf({ pacemaker: { input } });
    expect(value.fit).toMatchObject({ fit_cycles: 2, loss: { w1_rad: 1e-8, kappa: 0.3 } });
    expect(value.potential.bonds).toMatchObject({ AlNi: { rcut: 7 }, ALL: { rcut: 6 } });
  });

  it.each([
    [{ fit: { maxiter: 3 } }, 'fit.maxiter', 'max_iter'],
    [{ fit: { loss: { kappa: 0.1 } } }, 'fit.loss.kappa', 'kappa'],
    [{ potential: { bonds: { ALL: { rcut: 4 } } } }, 'potential.bonds.ALL.rcut', 'cutoff'],
    [{ backend: { batch_size: 3 } }, 'backend.batch_size', 'batch_size'],
    [
      { potential: { functions: { number_of_functions_per_element: 9 } } },
      'potential.functions.number_of_functions_per_element',
      'b_basis_size',
    ],
  ])('refuses a key that a setting decides: %j', (input, key, setting) => {
    expect(issues({ pacemaker: { input } })).toEqual([
      {
        path: ['pacemaker', 'input', ...key.split('.')],
        message: `\`${key}\` is decided by the setting \`${setting}\``,
        hint: `set \`${setting}\` instead`,
      },
    ]);
  });

  it.each([
    [{ data: { filename: 'x' } }, 'the data are the fit part'],
    [{ potential: { elements: ['Al'] } }, 'the elements are those of the dataset'],
    [{ fit: { callbacks: ['x'] } }, 'code that is in no key'],
  ])('refuses a key that comes from the dataset: %j', (input, words) => {
    expect(issues({ pacemaker: { input } })[0]?.message).toContain(words);
  });

  it.each([
    [{ pacemaker: { shape: { nradmax: [3, 2], lmax: [0] } } }, ['pacemaker', 'shape']],
    [{ pacemaker: { shape: { nradmax: [3], lmax: [1] } } }, ['pacemaker', 'shape', 'lmax', 0]],
    [
      { pacemaker: { embedding: { fs_parameters: [1, 1, 1] } } },
      ['pacemaker', 'embedding', 'fs_parameters'],
    ],
    [{ kappa: 2 }, ['kappa']],
  ])('refuses %j by its place', (settings, path) => {
    expect(issues(settings).map((issue) => issue.path)).toEqual([path]);
  });
});

describe('the key of a fit by pacemaker', () => {
  it('has nothing of where and how big it runs', () => {
    const how = { python: '/opt/python', threads: 8, display_step: 1, pass_env: ['A'] };
    expect(resolved({ pacemaker: how }).with).toEqual(resolved({}).with);
    expect(resolved({ pacemaker: how }).how).toEqual(how);
  });

  it('is the same with defaults spelled out', () => {
    const spelled = {
      cutoff: 'auto',
      b_basis_size: 'auto',
      max_order: 4,
      kappa: 0.3,
      max_iter: 1000,
      batch_size: 100,
      e0: 'auto',
      pacemaker: {
        radial_basis: 'ChebExpCos',
        radial_parameters: [5.25],
        repulsion: 'auto',
        optimizer: 'BFGS',
        l1: 1e-8,
        l2: 1e-8,
        seed: 42,
        input: { fit: {} },
      },
    };
    expect(resolved(spelled).with).toEqual(resolved({}).with);
  });
});
