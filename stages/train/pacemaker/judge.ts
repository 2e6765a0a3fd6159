import { inOrder } from '../../../base/in-order.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageContext, StageFailure } from '../../../engine/stage.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import type { Observation } from '../../../science/ace-fit/observation.ts';
import { type Residuals, type ResidualTask, TASKS } from './evaluate-task.ts';
import type { Iteration } from './log.ts';
import { trouble } from './trouble.ts';

/** Root mean squares: eV/atom, and eV/Å a component; null where there is nothing to compare. */
export interface Errors {
  readonly energy: number | null;
  readonly forces: number | null;
}

/** Structures that one thread takes at a time. */
const BLOCK = 16;

/** The errors of a potential, by our own evaluator. */
export async function errorsOf(
  context: Pick<StageContext, 'compute' | 'workers'>,
  yace: string,
  observations: readonly Observation[],
): Promise<Errors> {
  const blocks: ResidualTask[] = [];
  for (let from = 0; from < observations.length; from += BLOCK) {
    blocks.push({ yace, observations: observations.slice(from, from + BLOCK) });
  }
  let [structures, energy, components, forces] = [0, 0, 0, 0];
  await inOrder(
    blocks,
    context.workers,
    (task) => context.compute<Residuals>({ module: TASKS, name: 'residuals' }, task),
    (part) => {
      structures += part.structures;
      energy += part.energy;
      components += part.components;
      forces += part.forces;
    },
  );
  return {
    energy: structures === 0 ? null : Math.sqrt(energy / structures),
    forces: components === 0 ? null : Math.sqrt(forces / components),
  };
}

/** The `.yace` with the energies of lone atoms in it, which pacemaker's own lacks: its energies are then total ones. */
export function withLoneAtoms(
  yace: string,
  e0: { readonly [symbol: string]: number },
): Result<string, StageFailure> {
  const parsed = parseYace(yace);
  if (!parsed.ok) {
    return fail(trouble('E0715', 'invalid', `its .yace cannot be read: ${parsed.error.message}`));
  }
  const energies = parsed.value.elements.map((symbol) => e0[symbol] ?? 0);
  const line = `E0: [${energies.map(numberText).join(', ')}]`;
  const written = yace.replace(/^E0: *\[.*\] *$/m, line);
  const again = parseYace(written);
  const right = again.ok && again.value.e0.every((energy, e) => energy === energies[e]);
  if (right) return ok(written);
  return fail(trouble('E0715', 'invalid', 'its .yace has no line for the energies of lone atoms'));
}

/** With a point before an exponent: readers of YAML 1.1 take 1e-7 for text. */
function numberText(value: number): string {
  const text = String(value);
  return text.includes('e') && !text.includes('.') ? text.replace('e', '.0e') : text;
}

/** Its log says two digits of meV; relative beside, for what a table of splines and another order of sums do. */
const ROUNDING = 2e-5;
const RELATIVE = 0.01;

/** Whether the potential is the one that the log speaks of: finite, and with the same errors. */
export function believe(found: Errors, said: Iteration | undefined): Result<true, StageFailure> {
  const { energy, forces } = found;
  if (energy === null || forces === null || !Number.isFinite(energy + forces)) {
    const message = 'the potential gives no finite energies and forces for what it was fitted to';
    return fail(
      trouble(
        'E0715',
        'physics',
        message,
        'less steep settings may help: the repulsion, the seed, a ladder',
      ),
    );
  }
  if (!said) return ok(true);
  const near = (own: number, logged: number): boolean =>
    Math.abs(own - logged) <= ROUNDING + RELATIVE * logged;
  if (near(energy, said.energyRmse) && near(forces, said.forcesRmse)) return ok(true);
  const words = (e: number, f: number) =>
    `${(1000 * e).toFixed(2)} meV/atom and ${(1000 * f).toFixed(2)} meV/Å`;
  const message = `its log ends with ${words(said.energyRmse, said.forcesRmse)}, and the potential that it left has ${words(energy, forces)}`;
  return fail(trouble('E0715', 'invalid', message));
}
