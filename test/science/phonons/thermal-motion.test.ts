import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { lennardJones } from '../../../science/classical/lennard-jones.ts';
import { debyeTemperature, meanSquareDisplacement } from '../../../science/debye.ts';
import { elementSymbol, standardMass } from '../../../science/elements.ts';
import { emt } from '../../../science/emt/emt.ts';
import { BOLTZMANN } from '../../../science/langevin.ts';
import {
  type ModeStatistics,
  type Modes,
  meanSquares,
  modesOf,
  modesOfConstants,
  modeVariances,
  thermalDisplacements,
} from '../../../science/phonons/thermal-motion.ts';
import { randomStream } from '../../../science/random.ts';
import type { Structure } from '../../../science/structure.ts';
import { absent, componentPath } from '../../support/component.ts';
import { crystal } from '../bulk-crystals.ts';

const forcesOf = (structure: Structure): Float64Array => {
  const result = emt(structure);
  if (!result.ok) throw new Error(result.error.kind);
  return result.value.forces;
};

function modes(structure: Structure, forces = forcesOf): Modes {
  const found = modesOf(structure, forces);
  if (!found.ok) throw new Error(found.error);
  return found.value;
}

/** The lattice constants of EMT: facts of the field 4.5. */
const copper = crystal('fcc', { a: 3.5898 }, [29], [2, 2, 2]);
const gold = crystal('fcc', { a: 4.0562 }, [79], [2, 2, 2]);
const ordered = crystal('fcc', { a: 3.9 }, [79, 29, 29, 29], [2, 2, 2]);

const mean = (values: Float64Array): number =>
  values.reduce((sum, x) => sum + x, 0) / values.length;

describe('thermal motion by phonons', () => {
  const phonons = modes(copper);

  it('follows the symmetry of the crystal', () => {
    // Every atom of fcc is like every other, and x like y like z.
    const squares = meanSquares(phonons, modeVariances(phonons, 300, 'quantum'));
    for (const square of squares) expect(square / squares[0]!).toBeCloseTo(1, 4);
  });

  it('has the energy kT/2 a mode, by the forces themselves, where all is classical and cold', () => {
    const temperature = 0.5;
    const variances = modeVariances(phonons, temperature, 'classical');
    const zero = emt(copper);
    const energies = Array.from({ length: 60 }, (_, index) => {
      const random = randomStream({ purpose: 'test', seed: 1, parent: digestBytes(''), index });
      const normal = Float64Array.from({ length: 96 }, () => random.gaussian());
      const moved = thermalDisplacements(phonons, variances, normal);
      const result = emt({ ...copper, positions: copper.positions.map((x, i) => x + moved[i]!) });
      return result.ok && zero.ok ? result.value.energy - zero.value.energy : Number.NaN;
    });
    const found = energies.reduce((sum, x) => sum + x, 0) / energies.length;
    // 93 modes, 60 draws: the mean of 5580 squares of normal numbers, four of whose deviations are 7.6 %.
    expect(found / (0.5 * 93 * BOLTZMANN * temperature)).toBeGreaterThan(0.924);
    expect(found / (0.5 * 93 * BOLTZMANN * temperature)).toBeLessThan(1.076);
  });

  it('spreads displacements as its mean squares say', () => {
    const variances = modeVariances(phonons, 300, 'quantum');
    const squares = meanSquares(phonons, variances);
    const found = new Float64Array(96);
    const draws = 400;
    for (let index = 0; index < draws; index++) {
      const random = randomStream({ purpose: 'test', seed: 2, parent: digestBytes(''), index });
      const normal = Float64Array.from({ length: 96 }, () => random.gaussian());
      const moved = thermalDisplacements(phonons, variances, normal);
      for (const [i, x] of moved.entries()) found[i]! += (x * x) / draws;
      expect(Math.abs(mean(moved))).toBeLessThan(1e-12);
    }
    expect(mean(found) / mean(squares)).toBeCloseTo(1, 1.2);
  });

  it('is quantum when cold, classical when hot, and never smaller than at zero', () => {
    const of = (temperature: number, statistics: ModeStatistics): number =>
      mean(meanSquares(phonons, modeVariances(phonons, temperature, statistics)));
    expect(of(3000, 'quantum') / of(3000, 'classical')).toBeCloseTo(1, 2);
    expect(of(0, 'quantum')).toBeGreaterThan(0);
    expect(of(0, 'classical')).toBe(0);
    expect(of(1, 'quantum') / of(0, 'quantum')).toBeCloseTo(1, 6);
    expect(of(300, 'quantum')).toBeGreaterThan(of(300, 'classical'));
  });

  it('of copper and gold at 300 K is as wide as the model of Debye says of the measured crystals', () => {
    // A cell of 32 atoms has no long waves, and EMT's metals are not the measured ones: within a quarter of the width.
    for (const structure of [copper, gold]) {
      const symbol = elementSymbol(structure.numbers[0]!);
      const own = modes(structure);
      const found = mean(meanSquares(own, modeVariances(own, 300, 'quantum')));
      const debye = meanSquareDisplacement(symbol, 300, debyeTemperature(symbol)!);
      expect(Math.sqrt(found / debye)).toBeGreaterThan(0.75);
      expect(Math.sqrt(found / debye)).toBeLessThan(1.25);
    }
  });

  it('of one atom on springs of its neighbours is an oscillator of Einstein', () => {
    // Two atoms a cell, one heavy as a wall: the light one has omega^2 = k / m.
    const light = standardMass(1);
    const heavy = crystal('bcc', { a: 2 }, [79, 1]);
    const spring = 3;
    const matrix = new Float64Array(36);
    for (let axis = 0; axis < 3; axis++) {
      matrix[axis * 6 + axis] = matrix[(axis + 3) * 6 + axis + 3] = spring;
      matrix[axis * 6 + axis + 3] = matrix[(axis + 3) * 6 + axis] = -spring;
    }
    const found = modesOfConstants(heavy, matrix);
    if (!found.ok) throw new Error(found.error);
    const reduced = (light * standardMass(79)) / (light + standardMass(79));
    // omega^2 = k / mu; (eV/Å^2)/u in 1/fs^2 is 9.64853321e-3.
    for (const omega of found.value.frequencies) {
      expect(omega).toBeCloseTo(Math.sqrt((spring / reduced) * 9.64853321e-3), 12);
    }
    // hbar omega / 2 = <V> + <T>, half of it each: k <x^2> = hbar omega / 2 at zero.
    const [omega] = found.value.frequencies;
    const squares = meanSquares(found.value, modeVariances(found.value, 0, 'quantum'));
    const apart = squares[0]! + squares[3]! + 2 * Math.sqrt(squares[0]! * squares[3]!);
    expect(spring * apart).toBeCloseTo(0.5 * 0.6582119569 * omega!, 10);
  });

  it('is refused where the crystal is at no minimum, or falls apart', () => {
    const bcc = crystal('bcc', { a: 2.85 }, [29], [2, 2, 2]);
    expect(modesOf(bcc, forcesOf)).toEqual({ ok: false, error: 'unstable' });
    const none = new Float64Array(96 * 96);
    expect(modesOfConstants(copper, none)).toEqual({ ok: false, error: 'loose' });
  });

  it('takes any forces: solid argon by Lennard-Jones', () => {
    const argon = crystal('fcc', { a: 5.26 }, [18], [2, 2, 2]);
    const found = modes(argon, (structure) => {
      const result = lennardJones(structure, { epsilon: 0.0104, sigma: 3.4, cutoff: 8.5 });
      if (!result.ok) throw new Error(result.error.kind);
      return result.value.forces;
    });
    // The highest phonon of argon is at 2.0 THz (Y. Fujii et al., Phys. Rev. B 10, 3647 (1974)).
    const highest = (found.frequencies.at(-1)! * 1000) / (2 * Math.PI);
    expect(highest).toBeGreaterThan(1.7);
    expect(highest).toBeLessThan(2.3);
  });
});

const script = fileURLToPath(new URL('../../../python/check_phonons.py', import.meta.url));

it.skipIf(absent('ase'))(
  'thermal motion has the frequencies and widths of ASE',
  () => {
    const cases = [
      { name: 'Cu 300 K', structure: copper, temperature: 300, quantum: true },
      { name: 'Cu 20 K', structure: copper, temperature: 20, quantum: true },
      { name: 'Cu 900 K, classical', structure: copper, temperature: 900, quantum: false },
      { name: 'Cu3Au 300 K', structure: ordered, temperature: 300, quantum: true },
    ].map(({ name, structure, temperature, quantum }) => {
      const phonons = modes(structure);
      const variances = modeVariances(phonons, temperature, quantum ? 'quantum' : 'classical');
      return {
        name,
        temperature,
        quantum,
        cell: [...structure.cell],
        positions: [...structure.positions],
        numbers: [...structure.numbers],
        masses: Array.from(structure.numbers, standardMass),
        frequencies: [...phonons.frequencies],
        squares: [...meanSquares(phonons, variances)],
      };
    });
    const { status, stdout, stderr } = spawnSync(componentPath('ase'), [script], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    expect(stderr + stdout).not.toContain('DIFFERENT');
    expect([status, stdout.trim().split('\n').length]).toEqual([0, cases.length]);
  },
  300_000,
);
