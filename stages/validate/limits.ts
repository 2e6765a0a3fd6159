import type { StageFailure } from '../../engine/stage.ts';
import type { CrystalReport } from './crystals.ts';
import type { ErrorSummary, Metrics } from './metrics.ts';
import type { Limits, PropertyName } from './settings.ts';

/** What was measured of one limit: a number, or the words why there is none. */
interface Check {
  readonly name: string;
  readonly most: number;
  readonly found: number | string;
}

/** The failure of a potential that does not keep its limits, every one named; undefined where it keeps them all. */
export function brokenLimits(
  metrics: Metrics,
  limits: Limits | undefined,
): StageFailure | undefined {
  const checks = limits ? checksOf(metrics, limits) : [];
  const broken = checks.filter(({ found, most }) => !(typeof found === 'number' && found <= most));
  if (broken.length === 0) return undefined;
  const lines = broken.map(
    ({ name, most, found }) =>
      `${name}: ${typeof found === 'number' ? `${found.toPrecision(4)}, more than ${most}` : found}`,
  );
  return {
    class: 'invalid',
    message: `the potential does not keep ${broken.length} of its ${checks.length} limits:\n  ${lines.join('\n  ')}`,
    hint: 'improve the potential (more data, a larger basis, other weights), or raise what was asked of it',
  };
}

function checksOf(metrics: Metrics, limits: Limits): Check[] {
  const errors = (['test', 'train'] as const).flatMap((part) =>
    Object.entries(limits[part] ?? {}).map(([name, most]) => ({
      name: `${part}.${name}`,
      most,
      found: errorOf(metrics[part], name, part),
    })),
  );
  const crystals = Object.entries(metrics.crystals ?? {}).flatMap(([crystal, report]) =>
    Object.entries(limits.crystals ?? {}).flatMap(([name, most]): Check[] => {
      const found = deviationOf(report, name);
      return found === undefined ? [] : [{ name: `crystals.${name} of ${crystal}`, most, found }];
    }),
  );
  const holes = Object.entries(metrics.dimers ?? {}).map(([pair, curve]) => ({
    name: `dimer_holes of ${pair}`,
    most: limits.dimer_holes,
    found: 'failed' in curve ? (curve.failed as string) : (curve.holes as readonly number[]).length,
  }));
  return [
    ...errors,
    ...crystals,
    ...holes.filter((check): check is Check => check.most !== undefined),
  ];
}

function errorOf(part: ErrorSummary | null, name: string, words: string): number | string {
  if (!part) return `there is no structure in the ${words} part`;
  const value = part[name];
  return typeof value === 'number' ? value : 'no label has forces';
}

/** Undefined for a vacancy in a compound, which is not worked out. */
function deviationOf(report: CrystalReport, name: string): number | string | undefined {
  const value = report.deviations[name];
  if (typeof value === 'number') return value;
  const property = PROPERTY_OF[name as keyof typeof PROPERTY_OF];
  const failed = (of: CrystalReport['reference'], who: string): string | undefined => {
    const words = of?.failed[property] ?? of?.failed['at_rest'];
    return words && `${who} has no ${WORDS[property]}: ${words}`;
  };
  const why =
    failed(report.potential, 'the potential') ?? failed(report.reference, 'the reference');
  if (why) return why;
  if (property === 'vacancy' && !report.potential.vacancy) return undefined;
  return 'there is no reference for it: say `reference`, of the stage or of the crystal';
}

const PROPERTY_OF = {
  volume_percent: 'at_rest',
  bulk_modulus_percent: 'equation_of_state',
  equation_of_state_mev_per_atom: 'equation_of_state',
  elastic_constants_percent: 'elastic_constants',
  vacancy_formation_ev: 'vacancy',
  phonons_thz: 'phonons',
  energy_drift_mev_per_atom_per_ps: 'energy_drift',
} as const satisfies {
  readonly [name in keyof NonNullable<Limits['crystals']>]-?: PropertyName | 'at_rest';
};

const WORDS = {
  at_rest: 'crystal at rest',
  equation_of_state: 'equation of state',
  elastic_constants: 'elastic constants',
  vacancy: 'vacancy',
  phonons: 'phonons',
  energy_drift: 'trajectory',
} as const satisfies { readonly [property in PropertyName | 'at_rest']: string };
