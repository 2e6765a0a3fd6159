import { describe, expect, it } from 'vitest';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { build } from './fake-context.ts';
import { fromFile, NI3AL, system } from './sublattice-settings.ts';

describe('what cannot be is told', () => {
  const issue = (settings: object): string => {
    const result = resolveBuild(settings as never);
    if (result.ok) return 'no issue';
    return result.error
      .map(({ path, message, hint }) => `${path.join('.')}: ${message}${hint ? ` | ${hint}` : ''}`)
      .join('\n');
  };
  it.each([
    [
      { system: { elements: ['Na', 'Cl'], crystal_structure: 'B1' } },
      'system.crystal_structure: B1 has 2 sublattices (4 + 4 sites): list what stands on each | sublattices: [Na, Cl]',
    ],
    [
      { system: system('L1_2', ['Ni']) },
      'system.sublattices: L1_2 has 2 sublattices (1 + 3 sites): list what stands on each | sublattices: [Ni, Ni]',
    ],
    [
      {
        system: {
          elements: ['Na', 'Cl'],
          crystal_structure: 'B1',
          composition: { Na: 0.5, Cl: 0.5 },
        },
      },
      'system.composition: B1 has sublattices: say what stands on each, not in all | sublattices: [Na, Cl]',
    ],
    [
      { system: system('fcc', [{ Cu: 0.5, Au: 0.5 }]) },
      'system.sublattices: fcc has one lattice: give its composition instead',
    ],
    [
      {
        system: system('B1', [
          { Ti: 0.5, Zr: 0.5 },
          { C: 0.5, N: 0.5 },
        ]),
      },
      'system.sublattices.1: a second sublattice is mixed: special quasirandom structures mix one | mix one and give the others one element each',
    ],
    [
      { system: system('B1', ['Ti', { C: 0.5, N: 0.4 }]) },
      'system.sublattices.1: the fractions sum to 0.9, not 1',
    ],
    [
      { system: { ...system('B1', ['Ti', 'Xx']), elements: ['Ti', 'C'] } },
      'system.sublattices.1: Xx is not among the elements Ti, C',
    ],
    [
      { system: { ...system('B1', ['Ti', 'C']), elements: ['Ti', 'C', 'N'] } },
      'system.sublattices: N stands on none of them',
    ],
    [
      { system: system('B1', ['Ti', 'C'], { lattice_constants: { a: 4.3, c: 5 } }) },
      'system.lattice_constants.c: B1 is cubic: it has no c',
    ],
    [
      { system: system('B1', ['Ti', 'C']), sqs: true },
      'sqs: there is nothing to mix: no sublattice is',
    ],
    [
      { system: system('B1', ['Ti', { C: 0.5, N: 0.5 }]), sqs: { size: 15 } },
      'sqs.size: 15 atoms are no whole number of primitive cells of 2 | 14 or 16',
    ],
    [
      { system: system('B1', ['Ti', { C: 0.9, N: 0.1 }]), sqs: { size: 8 } },
      'sqs.size: 8 atoms cannot hold this composition on their 4 mixed sites: the nearest is C 4/4 = 1, N 0/4 = 0 | sqs: { size: 20 } can',
    ],
    [
      { system: system('B1', ['Ti', { C: 0.98, N: 0.02 }]), sqs: false, supercell: [1, 1, 1] },
      'system.sublattices: the mixed sites of supercell 1x1x1 of the 8-atom cell: 8 atoms cannot hold this composition: the nearest is C 4/4 = 1, N 0/4 = 0 | give a larger supercell, or sqs: true',
    ],
    [
      { system: { elements: ['Ni'], file: 'a', sublattices: ['Ni'] } },
      'system.sublattices: the sublattices of a file go by the element that stands there | sublattices: { Ni: { Ni: 0.5, X: 0.5 } }',
    ],
    [
      {
        system: {
          ...fromFile({ Al: 'Ti' }, ['Ni', 'Ti']),
          composition: { Ni: 0.5, Ti: 0.5 },
        },
      },
      'system.composition: `sublattices` are given too: keep one of the two',
    ],
    [
      { system: fromFile({ Al: 'Ti' }, ['Ni', 'Ti']), sqs: true },
      'sqs: there is nothing to mix: no sites have more than one element | give a composition, or sublattices',
    ],
  ])('%#', (settings, expected) => {
    expect(issue(settings)).toBe(expected);
  });

  it.each([
    [{ Fe: { Al: 0.5, Ti: 0.5 } }, ['Ni', 'Al', 'Ti'], {}, 'has no Fe whose sites could be'],
    [
      { Al: { Al: 0.5, Ti: 0.5 } },
      ['Ni', 'Al', 'Ti', 'Fe'],
      {},
      'with its sublattices, is of Al, Ni, Ti, the system of Al, Fe, Ni, Ti',
    ],
    [
      { Al: { Al: 0.5, Ti: 0.5 } },
      ['Ni', 'Al', 'Ti'],
      { sqs: { size: 8, shells: 4 } },
      'sqs.shells: in shell 3 (6.183 Å)',
    ],
    [
      { Al: { Al: 0.99, Ti: 0.01 } },
      ['Ni', 'Al', 'Ti'],
      { sqs: { size: 32 } },
      'sqs.size: 32 atoms cannot hold this composition on their 8 mixed sites',
    ],
  ])('of a file, when it is read: %#', async (sublattices, elements, more, message) => {
    const settings = { system: fromFile(sublattices, elements), ...more };
    await expect(build(settings, NI3AL)).rejects.toThrow(message);
  });
});
