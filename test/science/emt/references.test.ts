import { describe, expect, it } from 'vitest';
import { bcc, fcc, hcp, leastAt, repeated, solved, strained } from './crystals.ts';

/** eV/Å^3 in GPa. */
const GPA = 160.21766;

/** ASE 3.29.0: a0 (Å), E0 (eV), B, C11, C12, C44 (GPa), unrelaxed vacancy in 32 sites, bcc and hcp less fcc (eV/atom). */
const references: [
  string,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
  number,
][] = [
  ['Al', 13, 3.9943, -0.0049, 39.7, 53.32, 32.89, 36.2, 0.9764, 0.0068, -0.00068],
  ['Cu', 29, 3.5898, -0.007, 134.48, 172.59, 115.43, 89.9, 1.2384, 0.0327, -0.00094],
  ['Ni', 28, 3.4871, -0.0133, 176.1, 230.75, 148.78, 146.96, 1.925, 0.0472, -0.00156],
  ['Ag', 47, 4.0636, -0.0004, 100.16, 125.87, 87.3, 54.2, 0.857, 0.0395, 0.00155],
  ['Au', 79, 4.0562, -0.0001, 173.84, 196.48, 162.52, 46.97, 0.7543, 0.0343, 0.00109],
  ['Pd', 46, 3.8787, -0.0003, 179.28, 215.52, 161.16, 73.42, 0.9416, 0.0463, -0.00067],
  ['Pt', 78, 3.9218, -0.0001, 278.3, 317.98, 258.45, 79.15, 1.0443, 0.0526, -0.00045],
];

describe.each(references)(
  'EMT of %s',
  (_, number, a0, e0, bulk, c11, c12, c44, vacancy, toBcc, toHcp) => {
    const energyOf = (a: number) => solved(fcc(number, a)).energy;
    const a = leastAt(0.95 * a0, 1.05 * a0, energyOf);
    const crystal = fcc(number, a);

    it('has its lattice constant and energy', () => {
      expect(Math.abs(a - a0)).toBeLessThan(1e-4);
      expect(Math.abs(energyOf(a) - e0)).toBeLessThan(6e-5);
    });

    it('has its elastic constants', () => {
      const h = 1e-5;
      const slope = (voigt: readonly number[], component: number): number => {
        const [up, down] = [h, -h].map(
          (e) =>
            solved(
              strained(
                crystal,
                voigt.map((x) => e * x),
              ),
            ).stress![component]!,
        ) as [number, number];
        return (GPA * (up - down)) / (2 * h);
      };
      expect(Math.abs(slope([1, 0, 0, 0, 0, 0], 0) - c11)).toBeLessThan(0.03);
      expect(Math.abs(slope([1, 0, 0, 0, 0, 0], 1) - c12)).toBeLessThan(0.03);
      expect(Math.abs(slope([0, 0, 0, 1, 0, 0], 3) - c44)).toBeLessThan(0.03);
      expect(Math.abs(slope([1, 1, 1, 0, 0, 0], 2) / 3 - bulk)).toBeLessThan(0.03);
    });

    it('has its vacancy energy and phase differences', () => {
      const one = energyOf(a);
      const whole = repeated(fcc(number, a), 4);
      const less = {
        ...whole,
        numbers: whole.numbers.slice(1),
        positions: whole.positions.slice(3),
      };
      // In 64 sites of the primitive cell the unrelaxed energy is that in 32 to the fourth digit.
      expect(Math.abs(solved(less).energy - 63 * one - vacancy)).toBeLessThan(2e-4);
      const bccAt = leastAt(0.74 * a, 0.85 * a, (x) => solved(bcc(number, x)).energy);
      expect(Math.abs(solved(bcc(number, bccAt)).energy - one - toBcc)).toBeLessThan(1e-4);
      const hcpAt = leastAt(0.68 * a, 0.74 * a, (x) => solved(hcp(number, x)).energy);
      expect(Math.abs(solved(hcp(number, hcpAt)).energy / 2 - one - toHcp)).toBeLessThan(3e-5);
    });
  },
);
