import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { evaluateAce, prepareEvaluator } from '../../../science/ace/evaluate.ts';
import { missingElements } from '../../../science/ace/potential.ts';
import { parseYace } from '../../../science/ace/yace.ts';
import type {
  ClassicalProblem,
  ClassicalResult,
} from '../../../science/classical/classical-result.ts';
import { lennardJones } from '../../../science/classical/lennard-jones.ts';
import { elementSymbol } from '../../../science/elements.ts';
import { emt } from '../../../science/emt/emt.ts';
import { neighbourProblem } from '../../../science/neighbours.ts';
import type { Structure } from '../../../science/structure.ts';
import type { Files } from '../strategy.ts';
import type { PhononSettings } from './phonon-settings.ts';

/** Forces on the atoms, 3N, eV/Å, or in words why there are none. */
export type PhononForces = (structure: Structure) => Result<Float64Array, string>;

/** The forces that settings ask for; a failure is about the potential's file. */
export function openForces(
  { potential, lennard_jones: lj }: PhononSettings,
  files: Files,
): Result<PhononForces, StageFailure> {
  if (lj) return ok((structure) => classical(lennardJones(structure, lj), 'Lennard-Jones'));
  if (!potential) return ok((structure) => classical(emt(structure), 'EMT'));
  const { bytes, name } = files.readFile(potential);
  const parsed = parseYace(Buffer.from(bytes).toString('utf8'));
  if (!parsed.ok) {
    const { message, hint } = parsed.error;
    return fail({ class: 'invalid', message: `${name}: ${message}`, ...(hint && { hint }) });
  }
  const evaluator = prepareEvaluator(parsed.value);
  return ok((structure) => {
    const [missing] = missingElements(evaluator.potential.elements, structure);
    if (missing !== undefined) return fail(`${name} does not know ${missing}`);
    const words = neighbourProblem(structure, evaluator.cutoff);
    if (words !== undefined) return fail(words);
    const { forces } = evaluateAce(evaluator, structure);
    return forces.every(Number.isFinite) ? ok(forces) : fail(`${name} gives no finite forces`);
  });
}

function classical(
  result: Result<ClassicalResult, ClassicalProblem>,
  name: string,
): Result<Float64Array, string> {
  if (result.ok) return ok(result.value.forces);
  const { error } = result;
  switch (error.kind) {
    case 'element':
      return fail(`${name} does not know ${elementSymbol(error.number)}`);
    case 'geometry':
      return fail(error.words);
    case 'overlap':
      return fail('two atoms are at one place');
    case 'not-finite':
      return fail(`${name} gives no finite forces`);
  }
}
