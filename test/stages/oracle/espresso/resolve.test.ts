import { describe, expect, it } from 'vitest';
import type { CanonicalObject } from '../../../../base/canonical.ts';
import { digestBytes } from '../../../../base/digest.ts';
import { type Structure, structureBytes } from '../../../../science/structure.ts';
import { espressoCalculator } from '../../../../stages/oracle/espresso/espresso.ts';

const { backend } = espressoCalculator;
const file = (name: string) => ({ file: digestBytes(name) });
const SETTINGS = {
  calculator: 'espresso',
  pseudopotentials: { Fe: file('Fe'), O: file('O') },
  ecutwfc: 30,
};

const resolve = (more: object = {}) => backend.resolve({ ...SETTINGS, ...more } as never);
function resolved(more: object = {}) {
  const found = resolve(more);
  if (!found.ok) throw new Error(JSON.stringify(found.error));
  return found.value;
}
const issues = (more: object) => {
  const found = resolve(more);
  return found.ok ? [] : found.error.map(({ path, hint }) => [path.join('.'), hint]);
};

const box = (...numbers: number[]): Uint8Array =>
  structureBytes({
    numbers: Int32Array.from(numbers),
    positions: Float64Array.from({ length: 3 * numbers.length }, (_, i) => i),
    cell: Float64Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9),
    periodic: [true, true, true],
  } satisfies Structure);
function itemOf(settings: CanonicalObject, bytes: Uint8Array): CanonicalObject {
  const own = backend.resolveItem?.(settings, bytes);
  if (!own?.ok) throw new Error('no settings for the item');
  return own.value;
}

describe('the settings of Quantum ESPRESSO', () => {
  it('resolve to a fixed point, Hubbard and spin with them', () => {
    const { with: node } = resolved({
      spin: 'collinear',
      starting_moments: { Fe: 3 },
      hubbard: { u: { 'Fe-3d': 4 } },
    });
    expect(node).toMatchObject({ hubbard: { projectors: 'ortho-atomic', u: { 'Fe-3d': 4 } } });
    const again = backend.resolve(node);
    expect(again.ok && again.value.with).toEqual(node);
  });

  it('have a U in the key of the structures that have its element, and of no other', () => {
    const [plain, corrected] = [
      resolved().with,
      resolved({ hubbard: { u: { 'Fe-3d': 4, 'O-2p': 1 } } }).with,
    ];
    expect(itemOf(corrected, box(8, 8)).hubbard).toEqual({
      projectors: 'ortho-atomic',
      u: { 'O-2p': 1 },
    });
    expect(itemOf(resolved({ hubbard: { u: { 'Fe-3d': 4 } } }).with, box(8, 8))).toEqual(
      itemOf(plain, box(8, 8)),
    );
  });

  it('name what cannot be a Hubbard correction', () => {
    expect(issues({ hubbard: { u: { 'Xy-3d': 4 } } })).toEqual([['hubbard.u.Xy-3d', undefined]]);
    expect(issues({ hubbard: { u: { 'Fe-3d': 4, 'Fe-4s': 1 } } })).toEqual([
      ['hubbard.u.Fe-4s', undefined],
    ]);
  });

  it('refuse keys that mean a species by its number, and those that have a place of their own', () => {
    expect(issues({ input: { system: { 'starting_magnetization(1)': 0.5 } } })).toEqual([
      ['input.system.starting_magnetization(1)', expect.stringContaining('starting_moments')],
    ]);
    expect(issues({ input: { system: { LDA_plus_U: true } } })).toEqual([
      ['input.system.LDA_plus_U', expect.stringContaining('hubbard')],
    ]);
  });

  it.each([
    [['mpirun', '-n', '4', 'pw.x'], /on 4 processes is slower .* Fourier .* cores: 4/],
    [['/opt/bin/mpirun', '-np', '2', 'pw.x', '-nk', '2'], /on 2 processes is slower .* k-points/],
    [['srun', 'pw.x'], /on several processes is slower/],
  ])('say why %j is slower', (command, words) => {
    expect(resolved({ command }).notes?.join('\n')).toMatch(words);
  });

  it('say nothing of one process, and change no key by the command', () => {
    const notes = (command: string[]) => resolved({ command }).notes?.join('\n');
    expect(notes(['mpirun', '-n', '1', 'pw.x'])).not.toMatch(/slower/);
    expect(notes(['pw.x'])).not.toMatch(/slower/);
    expect(resolved({ command: ['srun', 'pw.x'] }).with).toEqual(resolved().with);
  });
});
