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
      max_order: 3,
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

  it.each([
    [{ kappa_f: 1 }, ['kappa_f']],
    [{ kappa: 2 }, ['kappa']],
    [{ kappa: 0, kappa_f: 0 }, ['kappa']],
    [{ e0: { Cu: -1, Xx: -2 } }, ['e0', 'Xx']],
  ])('refuse %j by its path', (settings, path) => {
    expect(issues(settings).map((issue) => issue.path)).toEqual([path]);
  });
});
