import { tableWords } from './table.ts';

/** One structure of an evaluation, in the units that people read. */
export interface EvaluationRow {
  readonly name: string;
  readonly atoms: number;
  readonly energyPerAtom: number;
  /** The largest force on an atom, eV/Å. */
  readonly largestForce: number;
  /** The largest extrapolation grade of an atom; absent without an active set. */
  readonly grade?: number;
  /** Minus a third of the trace of the stress, GPa; absent without a full cell. */
  readonly pressure?: number;
  /** Less the file's, meV/atom; absent where it has none. */
  readonly energyError?: number;
  /** Root mean square of the components, eV/Å. */
  readonly forceError?: number;
}

/** Errors of one group, or of all. */
export interface EvaluationErrors {
  readonly structures: number;
  readonly energy_mae_mev_per_atom: number;
  readonly energy_rmse_mev_per_atom: number;
  readonly forces_mae_ev_per_angstrom: number | null;
  readonly forces_rmse_ev_per_angstrom: number | null;
}

/** More rows than this are not printed one by one. */
const MOST_ROWS = 40;

/** The structures, one a line; of many the worst few only (largest error, else largest force). */
export function evaluationRows(rows: readonly EvaluationRow[]): string[] {
  const few = rows.length <= MOST_ROWS;
  const shown = few ? rows : [...rows].sort((a, b) => badness(b) - badness(a)).slice(0, 10);
  const table = tableWords(
    ['structure', 'atoms', 'eV/atom', 'max |F| eV/Å', 'GPa', 'gamma', 'dE meV/atom', 'dF eV/Å'],
    shown.map((row) => [
      row.name,
      String(row.atoms),
      row.energyPerAtom.toFixed(6),
      row.largestForce.toFixed(4),
      row.pressure?.toFixed(3),
      row.grade?.toFixed(2),
      row.energyError?.toFixed(3),
      row.forceError?.toFixed(4),
    ]),
  );
  return few ? table : [...table, `(the worst ${shown.length} of ${rows.length}; --json has all)`];
}

const badness = ({ energyError, largestForce }: EvaluationRow): number =>
  energyError === undefined ? largestForce : 1e6 + Math.abs(energyError);

/** The errors over all structures and by group. */
export function evaluationErrors(
  all: EvaluationErrors,
  groups: { readonly [group: string]: EvaluationErrors },
): string[] {
  const names = Object.keys(groups);
  const lines: [string, EvaluationErrors][] = names.map((name) => [name, groups[name]!]);
  return tableWords(
    ['errors', 'structures', 'E MAE meV/atom', 'E RMSE', 'F MAE eV/Å', 'F RMSE'],
    [['all', all] as const, ...(names.length > 1 ? lines : [])].map(([name, errors]) => [
      name,
      String(errors.structures),
      errors.energy_mae_mev_per_atom.toFixed(3),
      errors.energy_rmse_mev_per_atom.toFixed(3),
      errors.forces_mae_ev_per_angstrom?.toFixed(4),
      errors.forces_rmse_ev_per_angstrom?.toFixed(4),
    ]),
  );
}
