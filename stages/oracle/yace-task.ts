/** What a worker thread does for a `.yace` potential: structures in, labels out. */
import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ItemResult, StageFailure } from '../../engine/stage.ts';
import { type AceEvaluator, evaluateAce, prepareEvaluator } from '../../science/ace/evaluate.ts';
import { missingElements } from '../../science/ace/potential.ts';
import { parseYace } from '../../science/ace/yace.ts';
import type {
  ClassicalProblem,
  ClassicalResult,
} from '../../science/classical/classical-result.ts';
import type { LevelOfTheory } from '../../science/label.ts';
import { neighbourProblem } from '../../science/neighbours.ts';
import { readStructure, type Structure } from '../../science/structure.ts';
import { nativeLabel, nativeLevel, unknownElement } from './native-label.ts';

interface YaceBatch {
  readonly potential: { readonly digest: Digest; readonly text: string; readonly name: string };
  /** Identity bytes. */
  readonly structures: readonly Uint8Array[];
}

interface Prepared {
  readonly digest: Digest;
  readonly evaluator: AceEvaluator;
  readonly level: LevelOfTheory;
}

/** The potential that this thread tabulated last. */
let last: Prepared | undefined;

/** Labels structures by the potential; one result each, in order. */
export function labelBatch({ potential, structures }: YaceBatch): readonly ItemResult[] {
  const prepared = prepare(potential);
  if (!prepared.ok) return structures.map(() => prepared);
  return structures.map((bytes) => labelOne(prepared.value, readStructure(bytes)));
}

function prepare({ digest, text, name }: YaceBatch['potential']): Result<Prepared, StageFailure> {
  if (last?.digest === digest) return ok(last);
  const parsed = parseYace(text);
  if (!parsed.ok) {
    const { message, hint } = parsed.error;
    return fail({ class: 'invalid', message: `${name}: ${message}`, ...(hint && { hint }) });
  }
  const elements = parsed.value.elements.join(', ');
  const level = nativeLevel(
    'ACE',
    digest,
    `ACE potential for ${elements} (${digest.slice(0, 19)})`,
  );
  last = { digest, evaluator: prepareEvaluator(parsed.value), level };
  return ok(last);
}

function labelOne({ evaluator, level }: Prepared, structure: Structure): ItemResult {
  const { elements } = evaluator.potential;
  const [missing] = missingElements(elements, structure);
  if (missing !== undefined) {
    return fail(unknownElement('the potential', missing, elements.join(', ')));
  }
  return nativeLabel(level, evaluate(evaluator, structure));
}

function evaluate(
  evaluator: AceEvaluator,
  structure: Structure,
): Result<ClassicalResult, ClassicalProblem> {
  const words = neighbourProblem(structure, evaluator.cutoff);
  if (words !== undefined) return fail({ kind: 'geometry', words });
  const { energy, forces, stress } = evaluateAce(evaluator, structure);
  const whole = structure.periodic.every(Boolean);
  const finite = Number.isFinite(energy) && forces.every(Number.isFinite);
  if (!finite || !stress.every(Number.isFinite)) return fail({ kind: 'not-finite' });
  return ok({ energy, forces, ...(whole && { stress }) });
}
