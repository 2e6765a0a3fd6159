import { type CanonicalObject, canonicalText } from '../../../base/canonical.ts';
import { digestValue } from '../../../base/digest.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { ItemTask, StageFailure } from '../../../engine/stage.ts';
import { type LevelOfTheory, labelBytes } from '../../../science/label.ts';
import { atomCount, readStructure } from '../../../science/structure.ts';
import { type ResolvedAse, resolvedOf } from './resolve.ts';

/** The worker's answer: eV, eV/Å (3N), eV/Å^3 (Voigt). */
interface Answer {
  readonly energy?: number;
  readonly free_energy?: number;
  readonly forces?: readonly number[];
  readonly stress?: readonly number[];
  readonly magmoms?: readonly number[];
  readonly charges?: readonly number[];
}

/** The label in an answer, or why it is none: what is missing, or has another shape than the structure. */
export function readAse(raw: Uint8Array, task: ItemTask): Result<Uint8Array, StageFailure> {
  const resolved = resolvedOf(task.with);
  const answer = JSON.parse(Buffer.from(raw).toString('utf8')) as Answer;
  const atoms = atomCount(readStructure(task.bytes));
  const { energy, forces, stress, magmoms, charges } = answer;
  const freeEnergy = answer.free_energy ?? (resolved.forceConsistent ? energy : undefined);
  if (energy === undefined) return invalid('it gives no energy');
  if (freeEnergy === undefined) {
    return invalid(
      'it gives no free (force-consistent) energy',
      'where its energy is that one, say `force_consistent: true`',
    );
  }
  if (forces?.length !== 3 * atoms) return invalid('it gives no forces for each atom');
  if (stress && stress.length !== 6) return invalid('its stress is not six numbers');
  const perAtom = (values: readonly number[] | undefined) =>
    values?.length === atoms ? Float64Array.from(values) : undefined;
  const [magneticMoments, ownCharges] = [perAtom(magmoms), perAtom(charges)];
  return ok(
    labelBytes({
      freeEnergy,
      energy,
      forces: Float64Array.from(forces),
      ...(stress && { stress: Float64Array.from(stress) }),
      ...(magneticMoments && { magneticMoments }),
      ...(ownCharges && { charges: ownCharges }),
      level: levelOf(resolved, task.with),
    }),
  );
}

const invalid = (why: string, hint?: string) =>
  fail({ class: 'invalid' as const, message: `the calculator: ${why}`, ...(hint && { hint }) });

/** Everything in the key is in the level: class, arguments, files, versions. */
function levelOf(
  { which, args, files, versions }: ResolvedAse,
  key: CanonicalObject,
): LevelOfTheory {
  const name = which.split(':').at(-1) as string;
  const said = Object.entries(JSON.parse(versions)).map(([one, version]) => `${one} ${version}`);
  const given =
    [...Object.keys(args), ...Object.keys(files)].length === 0
      ? ''
      : ` ${canonicalText({ ...args, ...files })}`;
  return {
    digest: digestValue('level-of-theory', 1, key),
    words: `${name}${given} (${said.join(', ')})`,
  };
}
