import type { State } from '../../cache/state.ts';
import type { NodePlan, Plan } from '../plan/plan.ts';
import type { RunSetting } from '../run/setting.ts';
import { type Attribution, attribute, type Share } from './attribute.ts';
import { type Before, partsOf } from './before.ts';
import type { Edit } from './edit.ts';
import { findEdits } from './edits.ts';
import type { Foresee } from './foresee.ts';
import { type Named, namedIn } from './named.ts';
import type { Places } from './places.ts';
import { reachOf } from './reach.ts';

/** Everything that differs between a pipeline and what it is compared with, and what each costs. */
export interface Explanation extends Attribution {
  readonly plan: Plan;
  /** Empty exactly when every key is as it was. */
  readonly edits: readonly Edit[];
  /** The share whose undoing saves the most. */
  readonly revert?: Share;
}

export interface ExplainRequest {
  readonly state: State;
  readonly plan: Plan;
  readonly before: Before;
  readonly places: Places;
  readonly foresee: Foresee;
  /** Loads the stages of nodes that are gone. */
  readonly setting: Pick<RunSetting, 'load'>;
  readonly price?: Price;
  /** Only what concerns this node: the edits that can reach it, and what it makes itself. */
  readonly node?: string;
}

/** Core-hours of something named, where a price is known. */
export type Price = (named: Named) => number | undefined;

/** Explains a plan by cause: edits, single and joint, and what would not be made without them. */
export async function explain(request: ExplainRequest): Promise<Explanation> {
  const { state, plan, before, places, foresee, node } = request;
  const { load } = request.setting;
  const found = await findEdits({ state, now: plan.pipeline, before, places, load });
  const all = [...found, ...strangeResults(plan, before, found)];
  const edits = node === undefined ? all : reachOf(plan.pipeline, all)(node);
  const named = namedIn(plan).filter((one) => node === undefined || one.node === node);
  const attribution = await attribute({ plan, edits, foresee }, named);
  const revert = cheapestRevert(attribution.shares, request.price);
  return { plan, edits, ...attribution, ...(revert ? { revert } : {}) };
}

/**
 * Inputs that came out otherwise though nothing above them was changed: made anew by a run that did not
 * come as far as the node that reads them, or by a stage that does not give the same result twice.
 */
function strangeResults(plan: Plan, before: Before, edits: readonly Edit[]): Edit[] {
  const reach = reachOf(plan.pipeline, edits);
  return plan.nodes.flatMap((planned): Edit[] => {
    const { id, span } = planned.node;
    const names = reach(id).length > 0 ? [] : changedInputs(planned, before);
    return names.map((name) => ({
      kind: 'result',
      what: `${id}.inputs.${name}: another value than \`${id}\` last read, from the same settings`,
      span,
      nodes: [id],
      undo: [],
    }));
  });
}

/** The inputs of a node whose value is known to be another than before. */
export function changedInputs(planned: NodePlan, before: Before): readonly string[] {
  const was = before.get(planned.node.id)?.parts.inputs;
  if (!was || planned.state === 'maybe') return [];
  const now = partsOf(planned.key.preimage)?.inputs ?? {};
  const names = new Set([...Object.keys(was), ...Object.keys(now)]);
  return [...names].filter((name) => was[name]?.join() !== now[name]?.join());
}

/**
 * The share that saves the most for each edit that has to be undone. Undoing a share saves every share
 * of fewer edits inside it, too.
 */
function cheapestRevert(shares: readonly Share[], price: Price | undefined): Share | undefined {
  const savings = shares
    .filter(({ edits }) => edits.every(({ kind }) => kind !== 'first-run'))
    .map(({ edits }) => {
      const inside = shares.filter((share) => share.edits.every((edit) => edits.includes(edit)));
      return { edits, named: joined(inside.flatMap(({ named }) => named)) };
    });
  const each = (share: Share): number => worth(share, price) / share.edits.length;
  return savings.reduce<Share | undefined>(
    (best, share) => (!best || each(share) > each(best) ? share : best),
    undefined,
  );
}

/** What is named several times at one node, as one. */
function joined(all: readonly Named[]): readonly Named[] {
  const byNode = new Map<string, Named>();
  for (const named of all) {
    const items = [...(byNode.get(named.node)?.items ?? []), ...named.items];
    byNode.set(named.node, { ...named, items: new Map(items) });
  }
  return [...byNode.values()];
}

/** Core-hours first, then items, which are what is paid for, then nodes; maybes count least. */
function worth({ named }: Share, price: Price | undefined): number {
  let sum = 0;
  for (const one of named) {
    const places = [...one.items.values()].reduce((total, count) => total + count, 0);
    sum += (price?.(one) ?? 0) * 1e6 + places + (one.maybe ? 1e-6 : 1e-3);
  }
  return sum;
}
