import { describe, expect, it } from 'vitest';
import type { Canonical } from '../../../base/canonical.ts';
import { resolveTraining } from '../../../stages/train/resolve.ts';

const resolved = (settings: Canonical) => {
  const result = resolveTraining(settings);
  if (!result.ok) throw new Error(result.error[0]!.message);
  return result.value;
};

const issues = (settings: Canonical) => {
  const result = resolveTraining(settings);
  return result.ok ? [] : result.error;
};

describe('settings of train', () => {
  it('are the same with a default spelled out', () => {
    const spelled = {
      backend: 'ace',
      cutoff: 'auto',
      b_basis_size: 'auto',
      max_order: 'auto',
      ace: { repulsion: 'auto', radial_basis: 'SBessel', weights: { groups: { liquid: 1 } } },
      ridge: 'auto',
      e0: 'auto',
    };
    expect(resolved(spelled).with).toEqual(resolved({}).with);
    expect(resolved({ cutoff: 5.5 }).with).not.toEqual(resolved({}).with);
  });

  it('say what has no effect and leave it out of the key', () => {
    const { with: value, notes } = resolved({ max_iter: 100, batch_size: 10 });
    expect(value).toEqual(resolved({}).with);
    expect(notes?.map((note) => note.split(' ')[0])).toEqual(['max_iter', 'batch_size']);
  });

  it('fold kappa and kappa_f into one share of the forces', () => {
    expect(resolved({ kappa: 0.3 }).with['force_share']).toBe(0.3);
    expect(resolved({ kappa: 1, kappa_f: 3 }).with['force_share']).toBe(0.75);
    expect(resolved({ kappa: 0, kappa_f: 3 }).with['force_share']).toBe(1);
    expect(resolved({}).with['force_share']).toBe('auto');
  });

  it('of the ace back end are in the key where they differ from their defaults', () => {
    expect(resolved({}).with).not.toHaveProperty('ace');
    const value = resolved({
      ace: { radial_basis: 'ChebPow', weights: { groups: { liquid: 0.1, bulk: 1 } } },
    }).with;
    expect(value['ace']).toEqual({
      radial: { kind: 'ChebPow', parameter: 2 },
      weights: { groups: { liquid: 0.1 }, energyScale: null },
    });
    expect(resolved({ ace: { repulsion: 'none' } }).with['ace']).toEqual({ repulsion: 'none' });
  });

  it.each([
    [{ kappa_f: 1 }, ['kappa_f']],
    [{ kappa: 2 }, ['kappa']],
    [{ kappa: 0, kappa_f: 0 }, ['kappa']],
    [{ e0: { Cu: -1, Xx: -2 } }, ['e0', 'Xx']],
    [{ ace: { radial_parameter: 2 } }, ['ace', 'radial_parameter']],
    [{ ace: { repulsion: { core: 'distance', prefactor: 1, exponent: 1 } } }, ['ace', 'repulsion']],
  ])('refuse %j by its path', (settings, path) => {
    expect(issues(settings).map((issue) => issue.path)).toEqual([path]);
  });
});
