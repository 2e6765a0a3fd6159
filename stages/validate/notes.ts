import type { CrystalReport } from './crystals.ts';
import type { Metrics } from './metrics.ts';

/** The metrics in lines for people: errors, then each crystal, then the holes of the dimers. */
export function metricsNotes({ test, train, crystals = {}, dimers = {} }: Metrics): string[] {
  return [
    ...errorWords('train', train),
    ...errorWords('test', test),
    ...Object.entries(crystals).map(([name, report]) => `${name}: ${crystalWords(report)}`),
    ...Object.entries(dimers).flatMap(([pair, curve]) => holeWords(pair, curve['holes'])),
  ];
}

function errorWords(name: string, part: Metrics['test']): string[] {
  if (!part) return [`no structure in the ${name} part: its errors are null`];
  const energy = `${part.energy_mae_mev_per_atom.toPrecision(3)} meV/atom`;
  const forces = part.forces_mae_ev_per_angstrom;
  const both = forces === null ? energy : `${energy}, ${forces.toPrecision(3)} eV/Å`;
  return [`${name}: ${both} (MAE, ${part.structures} structures)`];
}

const UNITS = [
  ['volume_percent', 'volume', '%'],
  ['bulk_modulus_percent', 'bulk modulus', '%'],
  ['elastic_constants_percent', 'elastic constants', '%'],
  ['vacancy_formation_ev', 'vacancy', 'eV'],
  ['phonons_thz', 'phonons', 'THz'],
] as const;

function crystalWords({ potential, reference, deviations }: CrystalReport): string {
  const failed = Object.entries(potential.failed).map(([name, why]) => `no ${name}: ${why}`);
  if (!reference) return ['nothing to compare with', ...failed].join('; ');
  const parts = UNITS.flatMap(([key, words, unit]) => {
    const value = deviations[key];
    return value === undefined ? [] : [`${words} ${value.toPrecision(2)} ${unit}`];
  });
  return [`off by ${parts.join(', ') || 'nothing that is known'}`, ...failed].join('; ');
}

function holeWords(pair: string, holes: unknown): string[] {
  if (!Array.isArray(holes) || holes.length === 0) return [];
  const [furthest, nearest] = [holes[0], holes.at(-1)] as [number, number];
  const where = furthest === nearest ? `${furthest} Å` : `${nearest} to ${furthest} Å`;
  return [
    `${pair} alone: two atoms attract each other at ${where}, where they should repel: a hole`,
  ];
}
