import type { Compared } from '../../stages/validate/compared.ts';
import { type ErrorSummary, summary, UNGROUPED } from '../../stages/validate/metrics.ts';
import type { Evaluated } from './evaluated.ts';

/** Errors against a file's own labels. */
export interface EvalErrors {
  readonly all: ErrorSummary;
  readonly groups: { readonly [group: string]: ErrorSummary };
  /** Mean |d stress| over all components, GPa; null where there is nothing to compare with. */
  readonly stress_mae_gpa: number | null;
}

/** 1 eV/Å^3 in GPa. */
const GPA = 160.2176634;

/** The errors over all structures that have an energy; undefined where none has. */
export function evalErrors(evaluated: readonly Evaluated[]): EvalErrors | undefined {
  const compared = evaluated.flatMap(comparison);
  if (compared.length === 0) return undefined;
  const names = [...new Set(compared.map(groupOf))].sort();
  const groups = names.map((name) => [name, summary(compared.filter((c) => groupOf(c) === name))]);
  return {
    all: summary(compared),
    groups: Object.fromEntries(groups),
    stress_mae_gpa: stressError(evaluated),
  };
}

const groupOf = ({ group }: Compared): string => (group === '' ? UNGROUPED : group);

function comparison({ labelled, result }: Evaluated): Compared[] {
  const { energy, forces, group, named } = labelled;
  if (energy === undefined) return [];
  return [
    {
      part: 'test',
      group,
      numbers: named.structure.numbers,
      energy: { reference: energy, predicted: result.energy },
      forces: { ...(forces && { reference: forces }), predicted: result.forces },
    },
  ];
}

function stressError(evaluated: readonly Evaluated[]): number | null {
  const differences = evaluated.flatMap(({ labelled, result }) =>
    labelled.stress ? Array.from(labelled.stress, (s, i) => Math.abs(s - result.stress[i]!)) : [],
  );
  if (differences.length === 0) return null;
  return (GPA * differences.reduce((sum, d) => sum + d, 0)) / differences.length;
}
