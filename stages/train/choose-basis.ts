import { ok, type Result } from '../../base/result.ts';
import type { StageContext, StageFailure } from '../../engine/stage.ts';
import { defaultCutoff } from '../../science/ace-fit/cutoff-rule.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { elementsOf } from '../../science/ace-fit/reference-energies.ts';
import { defaultBasisSize } from '../../science/ace-fit/size-rule.ts';
import { type PreparedFit, prepareFit } from './prepared-fit.ts';
import type { ResolvedTraining } from './resolve.ts';
import { quickScore } from './tune.ts';

/**
 * The fit prepared with the basis of the settings and default rules; says what it chose. Where the
 * cutoff is open, the rule's is compared with longer or shorter ones on held-out families.
 */
export async function chooseBasis(
  context: StageContext,
  observations: readonly Observation[],
  settings: ResolvedTraining,
): Promise<Result<PreparedFit, StageFailure>> {
  const elements = elementsOf(observations);
  let size = settings.b_basis_size;
  if (size === 'auto') {
    const rows = observations.reduce((sum, { forces }) => sum + 1 + (forces?.length ?? 0), 0);
    size = defaultBasisSize(rows, elements.length);
    context.note(`b_basis_size: ${size} functions an element (for ${rows} rows of data)`);
  }
  const shape = { elements, maxOrder: settings.max_order, functionsPerElement: size };
  const prepare = (cutoff: number) =>
    prepareFit(context, observations, { ...shape, cutoff }, settings.e0);
  if (settings.cutoff !== 'auto') return prepare(settings.cutoff);
  const rule = defaultCutoff(observations.map(({ structure }) => structure));
  const first = await prepare(rule.cutoff);
  if (!first.ok) return first;
  if (first.value.folds.length < 2) {
    context.note(`cutoff: ${rule.cutoff} Å (${rule.words})`);
    return first;
  }
  return compareCutoffs(first.value, rule.words, prepare, {
    score: (fit) => quickScore(context, fit, settings),
    note: (text) => context.note(text),
  });
}

/** Of the rule's cutoff. */
const LONGER = [1.15, 1.3];
const SHORTER = [0.9];
/** A longer cutoff costs every later evaluation its cube: errors must fall by at least 2 % for it. */
const WORTH = 0.02;

/** Goes to longer cutoffs while that pays, else to a shorter one if that is better. */
async function compareCutoffs(
  first: PreparedFit,
  words: string,
  prepare: (cutoff: number) => Promise<Result<PreparedFit, StageFailure>>,
  { score, note }: { score(fit: PreparedFit): Promise<number>; note(text: string): void },
): Promise<Result<PreparedFit, StageFailure>> {
  const rule = first.spec.cutoff;
  let best = { fit: first, score: await score(first) };
  const tried = [rule];
  const tryNext = async (factor: number, worth: number): Promise<boolean> => {
    const cutoff = Math.round(100 * rule * factor) / 100;
    const fit = await prepare(cutoff);
    // a cutoff that the cells do not allow is merely not taken
    if (!fit.ok) return false;
    tried.push(cutoff);
    const own = await score(fit.value);
    if (own > best.score - worth) return false;
    best = { fit: fit.value, score: own };
    return true;
  };
  let moved = false;
  for (const factor of LONGER) {
    if (!(await tryNext(factor, WORTH))) break;
    moved = true;
  }
  for (const factor of moved ? [] : SHORTER) await tryNext(factor, 0);
  const { cutoff } = best.fit.spec;
  const others = tried.filter((one) => one !== cutoff).join(', ');
  note(`cutoff: ${cutoff} Å, compared on held-out families with ${others} (start: ${words})`);
  return ok(best.fit);
}
