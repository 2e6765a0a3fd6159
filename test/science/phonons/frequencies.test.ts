import { describe, expect, it } from 'vitest';
import { compoundPrototype, decorated } from '../../../science/compounds.ts';
import { emt } from '../../../science/emt/emt.ts';
import { forceConstants } from '../../../science/phonons/force-constants.ts';
import { phononFrequencies, type WaveVector } from '../../../science/phonons/frequencies.ts';
import type { Structure } from '../../../science/structure.ts';

const forcesOf = (structure: Structure): Float64Array => {
  const result = emt(structure);
  if (!result.ok) throw new Error(result.error.kind);
  return result.value.forces;
};

const copper = decorated(compoundPrototype('fcc'), ['Cu'], 3.5898);
const alloy = decorated(compoundPrototype('L1_2'), ['Au', 'Cu'], 3.7);

// ASE 3.29: Phonons(bulk(..., cubic=True), EMT(), supercell=(2, 2, 2), delta=0.01), acoustic sum rule, THz.
const ASE: readonly (readonly [string, Structure, WaveVector, readonly number[]])[] = [
  ['Cu', copper, [0, 0, 0], [0, 0, 0, 5.53, 5.53, 5.53, 5.53, 5.53, 5.53, 8.1411, 8.1411, 8.1411]],
  [
    'Cu',
    copper,
    [0.5, 0, 0],
    [3.9236, 3.9236, 3.9236, 3.9236, 5.404, 5.404, 5.5958, 5.5958, 6.9916, 6.9916, 6.9916, 6.9916],
  ],
  [
    'Cu3Au',
    alloy,
    [0.5, 0, 0],
    [2.6, 2.6, 3.4361, 3.6296, 3.6297, 4.3234, 5.3379, 5.7307, 5.9445, 5.9445, 6.1113, 6.1113],
  ],
  [
    'Cu3Au',
    alloy,
    [0.5, 0.5, 0],
    [2.3439, 2.3439, 2.7557, 3.4688, 4.172, 4.5465, 5.4272, 5.5211, 5.5211, 5.8767, 5.8767, 6.6217],
  ],
  [
    'Cu3Au',
    alloy,
    [0.5, 0.5, 0.5],
    [
      1.9049, 1.9049, 1.9049, 2.7442, 2.7442, 4.1644, 4.1644, 4.1644, 6.3574, 6.8602, 6.8602,
      6.8602,
    ],
  ],
];

describe('phonon frequencies are those of ASE', () => {
  it.each(ASE)('%s at %j', (_, crystal, q, expected) => {
    const found = phononFrequencies(forceConstants(forcesOf, crystal, [2, 2, 2]), q);
    expect(found).toHaveLength(expected.length);
    found.forEach((value, i) => {
      expect(Math.abs(value - expected[i]!)).toBeLessThan(0.002);
    });
  });
});

describe('phonon frequencies', () => {
  it('are the same by whatever supercell holds the wave, complex phases too', () => {
    const at = (repeats: readonly [number, number, number]) =>
      phononFrequencies(forceConstants(forcesOf, copper, repeats), [0.25, 0, 0]);
    const four = at([4, 2, 2]);
    at([8, 2, 2]).forEach((value, i) => {
      expect(Math.abs(value - four[i]!)).toBeLessThan(1e-3);
    });
  });
  it('of an unstable crystal are negative', () => {
    const bcc = decorated(compoundPrototype('bcc'), ['Cu'], 2.87);
    const [softest] = phononFrequencies(forceConstants(forcesOf, bcc, [4, 4, 4]), [0.25, 0.25, 0]);
    expect(softest).toBeLessThan(-0.1);
  });
  it('refuses a wave that does not fit', () => {
    const constants = forceConstants(forcesOf, copper, [2, 2, 2]);
    expect(() => phononFrequencies(constants, [0.25, 0, 0])).toThrow('does not fit');
  });
});
