import { byCodeUnit, type CanonicalObject } from '../../base/canonical.ts';
import type { Part } from '../../science/dataset.ts';
import type { Compared } from './compared.ts';

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
}

/** What structures without a group are listed under. */
export const UNGROUPED = 'ungrouped';

/** Errors by part, and by group and part; groups sorted by code unit. */
export function metricsOf(all: readonly Compared[]): Metrics {
  const names = [...new Set(all.map(groupOf))].sort(byCodeUnit);
  const groups = names.map((name) => [name, parts(all.filter((one) => groupOf(one) === name))]);
  return { ...parts(all), groups: Object.fromEntries(groups) };
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
  for (const { atoms, energy: energies, forces } of some) {
    add(energy, (energies.predicted - energies.reference) / atoms);
    forces.reference?.forEach((reference, i) => {
      add(force, forces.predicted[i]! - reference);
    });
  }
  return {
    structures: some.length,
    atoms: some.reduce((sum, { atoms }) => sum + atoms, 0),
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
