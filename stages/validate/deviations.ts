import type { CanonicalObject } from '../../base/canonical.ts';
import type { Values } from './property-values.ts';

/** How far a potential is from the reference; only what both have. Named as the limits are. */
export interface Deviations extends CanonicalObject {
  readonly volume_percent?: number;
  readonly bulk_modulus_percent?: number;
  readonly equation_of_state_mev_per_atom?: number;
  readonly elastic_constants_percent?: number;
  readonly vacancy_formation_ev?: number;
  readonly phonons_thz?: number;
  readonly energy_drift_mev_per_atom_per_ps?: number;
}

/** Each property's distance from the reference's, never negative. */
export function deviationsOf(own: Values, other: Values | null): Deviations {
  const found: { readonly [name in keyof Deviations]: number | undefined } = {
    volume_percent: percent(
      own.at_rest?.volume_angstrom3_per_atom,
      other?.at_rest?.volume_angstrom3_per_atom,
    ),
    bulk_modulus_percent: percent(
      own.equation_of_state?.bulk_modulus_gpa,
      other?.equation_of_state?.bulk_modulus_gpa,
    ),
    equation_of_state_mev_per_atom: curves(
      own.equation_of_state?.energies_ev_per_atom,
      other?.equation_of_state?.energies_ev_per_atom,
    ),
    elastic_constants_percent: worstConstant(
      own.elastic_constants?.gpa,
      other?.elastic_constants?.gpa,
    ),
    vacancy_formation_ev: distance(own.vacancy?.formation_ev, other?.vacancy?.formation_ev),
    phonons_thz: worstMode(own.phonons?.points, other?.phonons?.points),
    energy_drift_mev_per_atom_per_ps: distance(own.energy_drift?.drift_mev_per_atom_per_ps, 0),
  };
  return Object.fromEntries(
    Object.entries(found).filter(([, value]) => value !== undefined),
  ) as Deviations;
}

type Maybe<T> = T | undefined;

const distance = (a: Maybe<number>, b: Maybe<number>): Maybe<number> =>
  a === undefined || b === undefined ? undefined : Math.abs(a - b);

const percent = (a: Maybe<number>, b: Maybe<number>): Maybe<number> =>
  a === undefined || b === undefined ? undefined : (100 * Math.abs(a - b)) / Math.abs(b);

/** Root mean square, meV/atom, each curve counted from its lowest point. */
function curves(a: Maybe<readonly number[]>, b: Maybe<readonly number[]>): Maybe<number> {
  if (!a || !b) return undefined;
  const least = (curve: readonly number[]): number => curve.reduce((x, y) => Math.min(x, y));
  const [lowA, lowB] = [least(a), least(b)];
  const square = a.reduce((sum, x, i) => {
    const d = x - lowA - (b[i]! - lowB);
    return sum + d * d;
  }, 0);
  return 1000 * Math.sqrt(square / a.length);
}

/** A constant below this part of the largest is left out: a percentage of nearly nothing says nothing. */
const COUNTS_FROM = 0.05;

type Constants = { readonly [name: string]: number };

function worstConstant(own: Maybe<Constants>, other: Maybe<Constants>): Maybe<number> {
  if (!own || !other) return undefined;
  const largest = Object.values(other).reduce((most, c) => Math.max(most, Math.abs(c)), 0);
  return Object.entries(other)
    .filter(([name, c]) => name in own && Math.abs(c) > COUNTS_FROM * largest)
    .reduce((worst, [name, c]) => Math.max(worst, percent(own[name], c) as number), 0);
}

type Points = readonly { readonly thz: readonly number[] }[];

function worstMode(own: Maybe<Points>, other: Maybe<Points>): Maybe<number> {
  if (!own || !other) return undefined;
  const pairs = own.flatMap(({ thz }, i) => thz.map((x, k) => Math.abs(x - other[i]!.thz[k]!)));
  return pairs.reduce((worst, d) => Math.max(worst, d), 0);
}
