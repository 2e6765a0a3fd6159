import { type EvaluationRow, evaluationErrors, evaluationRows } from '../../report/evaluation.ts';
import { type EvalErrors, evalErrors } from './errors.ts';
import type { Evaluated, Refused } from './evaluated.ts';

/** 1 eV/Å^3 in GPa. */
const GPA = 160.2176634;

/** For people: the structures, what could not be evaluated, the errors against the file's labels. */
export function evaluationText(
  evaluated: readonly Evaluated[],
  refused: readonly Refused[],
  head: string,
): string {
  const errors = evalErrors(evaluated);
  const lines = [
    head,
    ...(evaluated.length > 0 ? ['', ...evaluationRows(evaluated.map(row))] : []),
    ...refused.map(({ name, why }) => `not evaluated: ${name}: ${why}`),
    ...(errors ? ['', ...errorLines(errors)] : []),
  ];
  return `${lines.join('\n')}\n`;
}

function errorLines(errors: EvalErrors): string[] {
  const stress = errors.stress_mae_gpa;
  return [
    ...evaluationErrors(errors.all, errors.groups),
    ...(stress === null ? [] : [`stress MAE ${stress.toFixed(4)} GPa`]),
  ];
}

function row({ labelled, result, grades }: Evaluated): EvaluationRow {
  const { named, energy, forces } = labelled;
  const atoms = named.structure.numbers.length;
  const [xx, yy, zz] = result.stress as unknown as readonly [number, number, number];
  const isFull = named.structure.periodic.every(Boolean);
  return {
    name: named.name,
    atoms,
    energyPerAtom: result.energy / atoms,
    largestForce: largest(result.forces),
    ...(grades && { grade: Math.max(...grades) }),
    ...(isFull && { pressure: (-GPA * (xx + yy + zz)) / 3 }),
    ...(energy !== undefined && { energyError: (1000 * (result.energy - energy)) / atoms }),
    ...(forces && { forceError: rootMeanSquare(forces, result.forces) }),
  };
}

function largest(forces: Float64Array): number {
  let most = 0;
  for (let i = 0; i < forces.length; i += 3) {
    const [x, y, z] = [forces[i]!, forces[i + 1]!, forces[i + 2]!];
    most = Math.max(most, x * x + y * y + z * z);
  }
  return Math.sqrt(most);
}

function rootMeanSquare(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) * (a[i]! - b[i]!);
  return Math.sqrt(sum / a.length);
}

/** For programs: one JSON object a structure, the summary last. All numbers with all their digits. */
export function evaluationJson(
  evaluated: readonly Evaluated[],
  refused: readonly Refused[],
): string {
  const errors = evalErrors(evaluated);
  const lines = [
    ...evaluated.map(structureObject),
    ...refused.map(({ name, why }) => ({ type: 'refused', name, why })),
    {
      type: 'summary',
      ok: refused.length === 0,
      structures: evaluated.length,
      refused: refused.length,
      errors: errors?.all ?? null,
      groups: errors?.groups ?? {},
      stress_mae_gpa: errors?.stress_mae_gpa ?? null,
    },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

function structureObject({ labelled, result, grades }: Evaluated) {
  const { named, energy } = labelled;
  return {
    type: 'structure',
    name: named.name,
    atoms: named.structure.numbers.length,
    energy_ev: result.energy,
    energies_ev: [...result.atomEnergies],
    forces_ev_per_angstrom: triples(result.forces),
    stress_ev_per_angstrom3: named.structure.periodic.every(Boolean) ? [...result.stress] : null,
    ...(energy !== undefined && { reference_energy_ev: energy }),
    ...(grades && { gamma: [...grades] }),
  };
}

const triples = (values: Float64Array): number[][] =>
  Array.from({ length: values.length / 3 }, (_, i) => [...values.subarray(3 * i, 3 * i + 3)]);
