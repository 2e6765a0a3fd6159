import { byCodeUnit, type CanonicalObject } from '../../base/canonical.ts';
import type { Part } from '../../science/dataset.ts';
import { elementSymbol } from '../../science/elements.ts';
import type { Compared } from './compared.ts';
import type { CrystalReport } from './crystals.ts';

/** The errors over some structures. */
export interface ErrorSummary extends CanonicalObject {
  readonly structures: number;
  readonly atoms: number;
  /** Mean over the structures of |dE/N|, no shift; and the root mean square. */
  readonly energy_mae_mev_per_atom: number;
  readonly energy_rmse_mev_per_atom: number;
  /** Over all components of all forces; null where no label has forces. */
  readonly forces_mae_ev_per_angstrom: number | null;
  readonly forces_rmse_ev_per_angstrom: number | null;
}

/** The `metrics` output; a part without structures is null. */
export interface Metrics extends CanonicalObject {
  readonly test: ErrorSummary | null;
  readonly train: ErrorSummary | null;
  readonly groups: {
    readonly [group: string]: {
      readonly test: ErrorSummary | null;
      readonly train: ErrorSummary | null;
    };
  };
  /** Errors of the forces on the atoms of each element, over all components; of labels with forces. */
  readonly elements: {
    readonly [symbol: string]: {
      readonly test: ForceErrors | null;
      readonly train: ForceErrors | null;
    };
  };
  /** Only where crystals are asked for. */
  readonly crystals?: { readonly [name: string]: CrystalReport };
  /** Only where dimers are asked for: by pair, the curve and its holes, or why there is none. */
  readonly dimers?: { readonly [pair: string]: CanonicalObject };
}

/** The errors of the forces on some atoms. */
export interface ForceErrors extends CanonicalObject {
  readonly atoms: number;
  readonly forces_mae_ev_per_angstrom: number;
  readonly forces_rmse_ev_per_angstrom: number;
}

/** What structures without a group are listed under. */
export const UNGROUPED = 'ungrouped';

/** Errors by part, and by group and part; groups sorted by code unit. */
export function metricsOf(all: readonly Compared[]): Metrics {
  const names = [...new Set(all.map(groupOf))].sort(byCodeUnit);
  const groups = names.map((name) => [name, parts(all.filter((one) => groupOf(one) === name))]);
  return { ...parts(all), groups: Object.fromEntries(groups), elements: elementsOf(all) };
}

function elementsOf(all: readonly Compared[]): Metrics['elements'] {
  const numbers = [...new Set(all.flatMap(({ numbers }) => [...numbers]))].sort((a, b) => a - b);
  return Object.fromEntries(
    numbers.map((number) => {
      const of = (part: Part): ForceErrors | null =>
        forcesOn(
          number,
          all.filter((one) => one.part === part),
        );
      return [elementSymbol(number), { test: of('test'), train: of('fit') }];
    }),
  );
}

function forcesOn(number: number, some: readonly Compared[]): ForceErrors | null {
  const force = running();
  for (const { numbers, forces } of some) {
    forces.reference?.forEach((reference, i) => {
      if (numbers[Math.floor(i / 3)] === number) add(force, forces.predicted[i]! - reference);
    });
  }
  if (force.count === 0) return null;
  return {
    atoms: force.count / 3,
    forces_mae_ev_per_angstrom: force.absolute / force.count,
    forces_rmse_ev_per_angstrom: Math.sqrt(force.square / force.count),
  };
}

const groupOf = ({ group }: Compared): string => (group === '' ? UNGROUPED : group);

function parts(all: readonly Compared[]): Pick<Metrics, 'test' | 'train'> {
  const of = (part: Part): ErrorSummary | null => {
    const some = all.filter((one) => one.part === part);
    return some.length > 0 ? summary(some) : null;
  };
  return { test: of('test'), train: of('fit') };
}

const MEV = 1000;

/** The errors of some structures, at least one. */
export function summary(some: readonly Compared[]): ErrorSummary {
  const energy = running();
  const force = running();
  for (const { numbers, energy: energies, forces } of some) {
    add(energy, (energies.predicted - energies.reference) / numbers.length);
    forces.reference?.forEach((reference, i) => {
      add(force, forces.predicted[i]! - reference);
    });
  }
  return {
    structures: some.length,
    atoms: some.reduce((sum, { numbers }) => sum + numbers.length, 0),
    energy_mae_mev_per_atom: (MEV * energy.absolute) / energy.count,
    energy_rmse_mev_per_atom: MEV * Math.sqrt(energy.square / energy.count),
    forces_mae_ev_per_angstrom: force.count > 0 ? force.absolute / force.count : null,
    forces_rmse_ev_per_angstrom: force.count > 0 ? Math.sqrt(force.square / force.count) : null,
  };
}

const running = () => ({ count: 0, absolute: 0, square: 0 });

function add(sums: ReturnType<typeof running>, error: number): void {
  sums.count++;
  sums.absolute += Math.abs(error);
  sums.square += error * error;
}
