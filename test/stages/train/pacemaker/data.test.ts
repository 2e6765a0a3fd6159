import { describe, expect, it } from 'vitest';
import type { Observation } from '../../../../science/ace-fit/observation.ts';
import { checkData, isWeighted, tableLines } from '../../../../stages/train/pacemaker/data.ts';
import { aluminium, FIT } from './aluminium.ts';

const nan = Number.NaN;

const refusal = (fit: readonly Observation[], test: readonly Observation[] = []) => {
  const found = checkData({ fit, test });
  if (found.ok) throw new Error('it was expected to be refused');
  return found.error;
};

describe('data are looked at before anything is started', () => {
  it.each([
    ['no structure', [], 'no labelled structure'],
    [
      'an energy',
      [aluminium(0, { energy: nan })],
      'structure 1 of the fit part has an energy that is not a number',
    ],
    [
      'a force',
      [FIT[0]!, aluminium(0, { forces: Float64Array.of(0, nan, 0) })],
      'structure 2 of the fit part has a force',
    ],
    ['a weight', [aluminium(0, { weight: -2 })], 'has the weight -2'],
    ['no forces', [{ ...FIT[0]!, forces: undefined }], 'has no forces'],
    ['too few forces', [aluminium(0, { forces: Float64Array.of(0, 0) })], 'forces for 1 atoms'],
  ] as const)('%s', (_, fit, words) => {
    const failure = refusal(fit as readonly Observation[]);
    expect(failure).toMatchObject({ class: 'invalid', message: expect.stringContaining(words) });
    expect(failure.message).toContain('(E0711)');
  });

  it('a test part with an element that is not fitted', () => {
    const nickel = aluminium(0);
    const test = [{ ...nickel, structure: { ...nickel.structure, numbers: Int32Array.of(28) } }];
    expect(refusal(FIT, test).message).toContain('test part has Ni');
  });
});

const rowsOf = (
  observations: readonly Observation[],
  e0: { readonly [symbol: string]: number },
  weighted = false,
) => {
  const lines = tableLines(observations, e0, weighted);
  if (!lines.ok) throw new Error(lines.error.message);
  return lines.value
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe("pacemaker's table", () => {
  it('has energies against lone atoms', () => {
    const [row] = rowsOf([aluminium(0)], { Al: -2 });
    expect(row).toMatchObject({ energy: -3, energy_corrected: -1, forces: [[0.01, -0.02, 0]] });
  });

  it('has weights in the tables of both parts where any is not 1: pacemaker fails where one lacks them', () => {
    const heavy = [aluminium(0, { weight: 2 }), aluminium(0.01)];
    expect(isWeighted({ fit: heavy, test: FIT })).toBe(true);
    expect(isWeighted({ fit: FIT, test: FIT })).toBe(false);
    expect(rowsOf(heavy, { Al: -2 }, true).map(({ weight }) => weight)).toEqual([2, 1]);
    expect(rowsOf(FIT, { Al: -2 })[0]).not.toHaveProperty('weight');
  });

  it('is refused where pacemaker would take energies of its own for lone atoms', () => {
    const lines = tableLines([aluminium(0, { energy: 4000 })], { Al: 0 }, false);
    expect(lines).toMatchObject({
      ok: false,
      error: { message: expect.stringContaining('pacemaker would shift all energies') },
    });
  });
});
