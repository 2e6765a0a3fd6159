import { ok, type Result } from '../../base/result.ts';
import type { StageContext, StageFailure } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import { type GridPoint, gainOf } from '../../science/ace-fit/cross-validate.ts';
import { defaultCutoff } from '../../science/ace-fit/cutoff-rule.ts';
import { informativeRows } from '../../science/ace-fit/evidence.ts';
import type { Observation } from '../../science/ace-fit/observation.ts';
import { elementsOf } from '../../science/ace-fit/reference-energies.ts';
import { heldBasisSize } from '../../science/ace-fit/size-rule.ts';
import { type PreparedFit, prepareFit } from './prepared-fit.ts';
import type { ResolvedTraining } from './resolve.ts';
import { quickPoint } from './tune.ts';

/** Most neighbours in a function where nothing is said, and what is tried beside it. */
const ORDER = 3;
const HIGHER_ORDER = 4;

/**
 * The fit prepared with the basis of the settings and default rules; says what it chose. Where the
 * order or the cutoff is open, the rule's is compared with others on held-out families.
 */
export async function chooseBasis(
  context: StageContext,
  observations: readonly Observation[],
  settings: ResolvedTraining,
): Promise<Result<PreparedFit, StageFailure>> {
  const elements = elementsOf(observations);
  let size = settings.b_basis_size;
  if (size === 'auto') {
    const { energies, forces } = informativeRows(observations);
    size = heldBasisSize(energies + forces, elements.length);
    const words = `${energies} energies and ${forces} forces that are not zero`;
    context.note(`b_basis_size: ${size} functions an element (for ${words})`);
  }
  const { cutoff, max_order: order, ace } = settings;
  const rule =
    cutoff === 'auto' ? defaultCutoff(observations.map(({ structure }) => structure)) : undefined;
  const spec: AceBasisSpec = {
    elements,
    cutoff: rule?.cutoff ?? (cutoff as number),
    maxOrder: order === 'auto' ? ORDER : order,
    functionsPerElement: size,
    ...(ace?.radial && { radial: ace.radial }),
    ...(typeof ace?.repulsion === 'object' &&
      ace.repulsion.core === 'distance' && {
        inner: { end: ace.repulsion.r_in, width: ace.repulsion.delta_in },
      }),
  };
  const prepare = (one: AceBasisSpec) => prepareFit(context, observations, one, settings);
  const first = await prepare(spec);
  const isOpen = rule !== undefined || order === 'auto';
  if (!first.ok || !isOpen) return first;
  if (first.value.folds.length < 2) {
    if (rule) context.note(`cutoff: ${rule.cutoff} Å (${rule.words})`);
    return first;
  }
  const score = (fit: PreparedFit) => quickPoint(context, fit, settings);
  let best: Candidate = { fit: first.value, point: await score(first.value) };
  const search: Search = { prepare, score, note: (text) => context.note(text) };
  if (order === 'auto') best = await compareOrders(best, search);
  if (rule) best = await compareCutoffs(best, rule.words, search);
  return ok(best.fit);
}

interface Candidate {
  readonly fit: PreparedFit;
  /** How it does with the better of a few ridges. */
  readonly point: GridPoint;
}

interface Search {
  prepare(spec: AceBasisSpec): Promise<Result<PreparedFit, StageFailure>>;
  score(fit: PreparedFit): Promise<GridPoint>;
  note(text: string): void;
}

/**
 * The other basis, where held-out errors fall by at least the part `worth`, and by more than chance
 * does; what cannot be prepared (a cutoff that the cells do not allow) is merely not taken.
 */
async function better(
  best: Candidate,
  change: Partial<AceBasisSpec>,
  worth: number,
  { prepare, score }: Search,
): Promise<Candidate | undefined> {
  const fit = await prepare({ ...best.fit.spec, ...change });
  if (!fit.ok) return undefined;
  const point = await score(fit.value);
  const gain = gainOf(best.point, point);
  return gain.mean > Math.max(worth, gain.error) ? { fit: fit.value, point } : undefined;
}

/** A larger order or cutoff costs every later evaluation: errors must fall by at least 2 % for it. */
const WORTH = 0.02;

async function compareOrders(best: Candidate, search: Search): Promise<Candidate> {
  const higher = await better(best, { maxOrder: HIGHER_ORDER }, WORTH, search);
  const [own, other] = higher ? [HIGHER_ORDER, ORDER] : [ORDER, HIGHER_ORDER];
  search.note(`max_order: ${own}, compared on held-out families with ${other}`);
  return higher ?? best;
}

/** Of the rule's cutoff. */
const LONGER = [1.15, 1.3];
const SHORTER = [0.9];

/** Goes to longer cutoffs while that pays, else to a shorter one if that is better. */
async function compareCutoffs(first: Candidate, words: string, search: Search): Promise<Candidate> {
  const rule = first.fit.spec.cutoff;
  let best = first;
  const tried = [rule];
  const tryNext = async (factor: number, worth: number): Promise<boolean> => {
    const cutoff = Math.round(100 * rule * factor) / 100;
    tried.push(cutoff);
    const next = await better(best, { cutoff }, worth, search);
    best = next ?? best;
    return next !== undefined;
  };
  let moved = false;
  for (const factor of LONGER) {
    if (!(await tryNext(factor, WORTH))) break;
    moved = true;
  }
  for (const factor of moved ? [] : SHORTER) await tryNext(factor, 0);
  const { cutoff } = best.fit.spec;
  const others = tried.filter((one) => one !== cutoff).join(', ');
  search.note(
    `cutoff: ${cutoff} Å, compared on held-out families with ${others} (start: ${words})`,
  );
  return best;
}
