import type { Canonical } from '../../base/canonical.ts';
import { digestValue } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { unreachable } from '../../base/unreachable.ts';
import type { ItemResult, StageFailure } from '../../engine/stage.ts';
import type {
  ClassicalProblem,
  ClassicalResult,
} from '../../science/classical/classical-result.ts';
import { elementSymbol, LAST_ATOMIC_NUMBER } from '../../science/elements.ts';
import { type LevelOfTheory, labelBytes } from '../../science/label.ts';

/** A potential of ours as a level of theory: all of its parameters are in its digest. */
export function nativeLevel(method: string, parameters: Canonical, words: string): LevelOfTheory {
  const digest = digestValue('level-of-theory', 1, { method, parameters });
  return { digest, words };
}

/** The label that a classical potential gives, or why there is none; `known` says what elements it is for. */
export function nativeLabel(
  level: LevelOfTheory,
  result: Result<ClassicalResult, ClassicalProblem>,
  known = '',
): ItemResult {
  if (!result.ok) return fail(failureOf(level.words, result.error, known));
  const { energy, forces, stress } = result.value;
  return ok(labelBytes({ freeEnergy: energy, energy, forces, ...(stress && { stress }), level }));
}

function failureOf(name: string, problem: ClassicalProblem, known: string): StageFailure {
  switch (problem.kind) {
    case 'element':
      return unknownElement(name, symbolOf(problem.number), known);
    case 'geometry':
      return { class: 'invalid', message: `${name} cannot label this structure: ${problem.words}` };
    case 'overlap':
      return {
        class: 'invalid',
        message: `atoms ${problem.atoms.join(' and ')} (counted from 0) are at the same place`,
      };
    case 'not-finite':
      return { class: 'physics', message: `${name} gives no finite energy and forces for it` };
    default:
      return unreachable(problem);
  }
}

/** What is said of an element that a potential has no parameters for. */
export const unknownElement = (name: string, symbol: string, known: string): StageFailure => ({
  class: 'invalid',
  message: `${name} has no parameters for ${symbol}; it knows ${known}`,
  hint: 'choose another calculator, or elements that it knows',
});

const symbolOf = (number: number): string =>
  number >= 1 && number <= LAST_ATOMIC_NUMBER ? elementSymbol(number) : `atomic number ${number}`;
