import type { Digest } from '../../base/digest.ts';
import type { SetEntry } from '../../base/item-set.ts';
import { timeWords } from '../../base/time-words.ts';
import type { ItemCounts } from '../events.ts';
import type { ItemsPlan } from '../plan/items.ts';
import type { StageFailure } from '../stage.ts';
import { INTERRUPTED, NOT_BEGUN } from './brake.ts';
import { NOT_BOUGHT } from './budget.ts';
import type { Finished } from './finished.ts';
import type { MapWork } from './map-work.ts';

/** A place of a set that has no value, and why. */
export interface Hole {
  readonly entry: SetEntry;
  readonly failure: StageFailure;
  /** Recorded: the next run knows of it and buys it not again. */
  readonly stands: boolean;
}

/** Every place without a value, once nothing is left to calculate. */
export function holesOf(
  { plan, stateOf }: Finished,
  failed: ReadonlyMap<Digest, StageFailure>,
): readonly Hole[] {
  return plan.entries.flatMap((entry): Hole[] => {
    const work = plan.work.get(entry.item);
    const state = work && stateOf(work);
    if (state?.kind === 'known') return [];
    if (state?.kind === 'stands') return [{ entry, failure: state.failure, stands: true }];
    if (state?.kind === 'refused') return [{ entry, failure: state.failure, stands: false }];
    const failure = failed.get(entry.item);
    if (!failure) throw new Error(`internal error: nothing is known of the item ${entry.item}`);
    return [{ entry, failure, stands: false }];
  });
}

/** What stands for an item that was not come to. */
const LEFT: ReadonlySet<StageFailure> = new Set([NOT_BOUGHT, NOT_BEGUN, INTERRUPTED]);

/** The account of a map node: executed + cached + failed + skipped = planned, at every place of the set. */
export function account(
  planned: ItemsPlan,
  { stateOf }: Finished,
  holes: readonly Hole[],
): ItemCounts {
  const executed = planned.entries.filter(({ item }) => {
    const work = planned.work.get(item);
    return work?.state.kind === 'todo' && stateOf(work).kind === 'known';
  }).length;
  const cached = planned.entries.length - holes.length - executed;
  const skipped = holes.filter(({ failure }) => LEFT.has(failure)).length;
  return { executed, cached, failed: holes.length - skipped, skipped };
}

/** A set that the budget did not reach to the end of, as a failure of its node. */
export function budgetMet(
  { miss: { node }, backend, setting, failed, total }: MapWork,
  { plan }: Finished,
  { executed, cached, skipped }: ItemCounts,
): StageFailure {
  const items = [...plan.work.values()].filter(({ item }) => failed.get(item) === NOT_BOUGHT);
  const cost = setting.budget?.expect({ node, backend, items }) ?? 0;
  const noun = node.outputs[0]?.name ?? 'items';
  const bought = `${executed + cached} of ${total} ${noun} bought`;
  const message = `budget met: ${bought}, ${skipped} left, about ${timeWords(cost, 'core-h')}`;
  return { ...NOT_BOUGHT, message };
}

/** An incomplete set, as a failure of its node. */
export function incomplete(holes: readonly Hole[], total: number): StageFailure {
  const [first] = holes as readonly [Hole];
  const more = holes.length > 1 ? ` and ${holes.length - 1} more` : '';
  const { class: kind, message, hint } = first.failure;
  return {
    class: kind,
    message: `${holes.length} of ${total} items have no value: ${message}${more}`,
    ...(hint ? { hint } : {}),
  };
}
