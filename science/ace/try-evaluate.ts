import { fail, ok, type Result } from '../../base/result.ts';
import { neighbourProblem } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import { type AceEvaluator, type AceResult, evaluateAce } from './evaluate.ts';
import { missingElements } from './potential.ts';

/**
 * What the potential says of a structure that may be anything: where it cannot say, why, in words for
 * people (an element that it lacks, no cell, a position that is no number, atoms at one place).
 */
export function tryEvaluate(
  evaluator: AceEvaluator,
  structure: Structure,
): Result<AceResult, string> {
  const { elements } = evaluator.potential;
  const missing = missingElements(elements, structure);
  if (missing.length > 0) {
    return fail(`the potential knows ${elements.join(', ')}, not ${missing.join(', ')}`);
  }
  const problem = neighbourProblem(structure, evaluator.cutoff);
  if (problem !== undefined) return fail(problem);
  const result = evaluateAce(evaluator, structure);
  const { energy, forces, stress } = result;
  if (Number.isFinite(energy) && forces.every(Number.isFinite) && stress.every(Number.isFinite)) {
    return ok(result);
  }
  return fail('its energy or forces are not finite: two atoms may be at one place');
}
