import { describe, expect, it } from 'vitest';
import { canonicalText } from '../../../base/canonical.ts';
import { resolveBuild } from '../../../stages/build/resolve.ts';
import { resolved } from './fake-context.ts';

const CU = { elements: ['Cu'], crystal_structure: 'fcc' };
const alloy = (composition: object, more: object = {}) => ({
  system: { elements: ['Cu', 'Au'], composition, crystal_structure: 'fcc', ...more },
});
const key = (settings: object): string => canonicalText(resolved(settings).with);

const issue = (settings: object): string => {
  const result = resolveBuild(settings as never);
  if (result.ok) return 'no issue';
  return result.error
    .map(({ path, message, hint }) => `${path.join('.')}: ${message}${hint ? ` | ${hint}` : ''}`)
    .join('\n');
};

describe('a default that is spelled out is no change', () => {
  it.each([
    [{ system: CU }, { system: { ...CU, composition: { Cu: 1 } } }],
    [{ system: CU }, { system: CU, supercell: [2, 2, 2] }],
    [{ system: CU }, { system: { ...CU, lattice_constants: { a: 3.6146 } } }],
    [{ system: CU }, { system: CU, seed: 7, distortion: {}, defects: { vacancies: false } }],
    [{ system: CU }, { system: CU, distortion: { n_rattle_steps: 0, rattle_stdev: 0.3 } }],
    [{ system: CU }, { system: CU, distortion: { strains: [], voigt_strains: [] } }],
    [{ system: CU }, { system: CU, distortion: { rattle_stdev: 0 } }],
    [
      { system: CU, distortion: { strain_range: [-0.05, 0.05], n_rattle_steps: 3 } },
      { system: CU, distortion: { n_strain_steps: 7, rattle_stdev: 0.05 }, seed: 42 },
    ],
    [alloy({ Cu: 0.5, Au: 0.5 }), alloy({ Au: 0.5, Cu: 0.5 }, { elements: ['Au', 'Cu'] })],
    [alloy({ Cu: 1, Au: 0 }), { system: CU }],
    [{ import: { file: 'a' } }, { import: { file: 'a' }, supercell: [1, 1, 1], seed: 3 }],
  ])('%#', (left, right) => {
    expect(key(left)).toBe(key(right));
  });

  it('keeps what matters', () => {
    const all = [
      { system: CU },
      { system: CU, supercell: [1, 1, 1] },
      { system: CU, number_of_structures: 3 },
      { system: CU, number_of_structures: 3, seed: 1 },
      { system: CU, distortion: { n_rattle_steps: 1 } },
      { system: CU, defects: { vacancies: true } },
      { import: { file: 'a' } },
      { import: { file: 'b' } },
    ].map(key);
    expect(new Set(all).size).toBe(all.length);
  });
});

describe('choices are said', () => {
  it('names the source of the lattice constant and the supercell', () => {
    expect(resolved({ system: CU }).notes).toEqual([
      'Cu fcc: a = 3.6146 Å (experimental, near 25 °C: King, Bull. Alloy Phase Diagrams 2, 401 (1981))',
      'supercell 2x2x2 of the 4-atom cell: 32 atoms (the smallest near-cubic one of at least 32)',
    ]);
  });

  it('says the composition that was reached, and that it is no SQS', () => {
    expect(resolved({ ...alloy({ Cu: 0.7, Au: 0.3 }), sqs: false }).notes.at(-1)).toBe(
      'composition reached: Cu 22/32 = 0.6875, Au 10/32 = 0.3125; sites decorated at random, not an SQS',
    );
  });
});

describe('what cannot be built is said where it is written', () => {
  it.each([
    [
      {},
      ': neither `system` nor `import` says what to build | system: { elements: [Cu], crystal_structure: fcc }',
    ],
    [{ system: CU, import: { file: 'a' } }, 'import: `system` is given too: keep one of the two'],
    [
      { system: { ...CU, elements: ['cu'] } },
      'system.elements.0: "cu" is no chemical element | write Cu',
    ],
    [
      { system: { ...CU, elements: ['Cu', 'Au'] } },
      'system: the composition of Cu-Au is missing | composition: { Cu: 0.5, Au: 0.5 }',
    ],
    [alloy({ Cu: 0.5, Au: 0.4 }), 'system.composition: the fractions sum to 0.9, not 1'],
    [alloy({ Cu: 0.5, Ag: 0.5 }), 'system.composition.Ag: Ag is not among the elements Cu, Au'],
    [alloy({ Cu: 1 }), 'system.composition: Au has no fraction'],
    [
      { ...alloy({ Cu: 0.995, Au: 0.005 }), sqs: false },
      'system.composition: a supercell of 32 atoms cannot hold this composition: the nearest is Cu 32/32 = 1, Au 0/32 = 0 | supercell: [3, 3, 3] has 108 atoms and can',
    ],
    [
      { system: { ...CU, elements: ['O'] } },
      'system: no experimental lattice constant is known here for O | give it: lattice_constants: { a: 4.0 }',
    ],
    [
      { system: { ...CU, lattice_constants: { a: 3.6, c: 5 } } },
      'system.lattice_constants.c: fcc is cubic: it has no c',
    ],
    [
      { system: CU, distortion: { strains: [0], n_strain_steps: 3 } },
      'distortion.n_strain_steps: strains already gives the strains: keep one of the two',
    ],
    [
      { system: CU, distortion: { strain_range: [0.1, -0.1] } },
      'distortion.strain_range: from 0.1 to -0.1 is no range | the smaller strain comes first',
    ],
  ])('%#', (settings, expected) => {
    expect(issue(settings)).toBe(expected);
  });
});
