import type { NodePlan, Plan } from '../plan/plan.ts';
import type { Edit } from './edit.ts';
import type { Foresee } from './foresee.ts';
import { type Named, settledIn, without } from './named.ts';
import { type Reach, reachOf } from './reach.ts';
import { undo } from './undo.ts';

/** What some edits together cost: undone all, none of it is made; undone in part, all of it is. */
export interface Share {
  readonly edits: readonly Edit[];
  readonly named: readonly Named[];
}

export interface Attribution {
  readonly shares: readonly Share[];
  /** What is made whatever is undone: it was not finished, or what was kept of it is lost. */
  readonly rest: readonly Named[];
}

/** With more edits than this at one node, the smallest set of them is looked for from above. */
const MOST_TRIED = 5;

/** The plan of now, the edits that led to it, and how to plan without some of them. */
export interface AttributionRequest {
  readonly plan: Plan;
  readonly edits: readonly Edit[];
  readonly foresee: Foresee;
}

/**
 * Finds, for everything that is named, the smallest set of edits without which it would not be made. It
 * is found by planning the pipeline with edits undone, so it holds by the rules of a run.
 */
export async function attribute(
  { plan, edits, foresee }: AttributionRequest,
  all: readonly Named[],
): Promise<Attribution> {
  const reach = reachOf(plan.pipeline, edits);
  const search: Search = { plans: new Map(), plan, foresee, found: new Map(), all: edits };
  const rest: Named[] = [];
  for (const named of all) {
    const left = await attributeOne(search, reach, named);
    if (left) rest.push(left);
  }
  const shares = [...search.found.values()].sort(
    (a, b) => a.edits.length - b.edits.length || first(search, a) - first(search, b),
  );
  return { shares, rest };
}

interface Search {
  readonly plan: Plan;
  readonly all: readonly Edit[];
  readonly foresee: Foresee;
  /** Plans by the edits undone: each is made once. */
  readonly plans: Map<string, Promise<ReadonlyMap<string, NodePlan> | undefined>>;
  readonly found: Map<string, Share & { readonly named: Named[] }>;
}

const first = ({ all }: Search, { edits }: Share): number => all.indexOf(edits[0] as Edit);

/** Attributes one node's part; returns what of it no undoing settles. */
async function attributeOne(
  search: Search,
  reach: Reach,
  named: Named,
): Promise<Named | undefined> {
  const edits = reach(named.node).filter((edit) => edit.undo.length > 0);
  if (edits.length <= MOST_TRIED) return smallest(search, named, edits);
  const left = await trySets(
    search,
    named,
    edits.map((edit) => [edit]),
  );
  return left && fromAbove(search, left, edits);
}

/** Tries sets of edits by size, so that the first that settles something has none inside it that does. */
async function smallest(
  search: Search,
  named: Named,
  edits: readonly Edit[],
): Promise<Named | undefined> {
  let left: Named | undefined = named;
  for (let size = 1; left && size <= edits.length; size++) {
    left = await trySets(search, left, subsets(edits, size));
  }
  return left;
}

async function trySets(
  search: Search,
  named: Named,
  sets: readonly (readonly Edit[])[],
): Promise<Named | undefined> {
  let left: Named | undefined = named;
  for (const edits of sets) {
    if (!left) return undefined;
    const settled = await settledBy(search, left, edits);
    if (!settled) continue;
    keep(search, edits, settled);
    left = settled === left ? undefined : without(left, settled);
  }
  return left;
}

/** Undoes all, then leaves out one after the other what is not needed; returns what stays made. */
async function fromAbove(
  search: Search,
  named: Named,
  edits: readonly Edit[],
): Promise<Named | undefined> {
  const settled = await settledBy(search, named, edits);
  if (!settled) return named;
  await narrow(search, settled, edits, edits);
  return settled === named ? undefined : without(named, settled);
}

/** What can do without the first of the edits left to try goes on without it, the rest with it. */
async function narrow(
  search: Search,
  named: Named,
  needed: readonly Edit[],
  [edit, ...rest]: readonly Edit[],
): Promise<void> {
  if (!edit) return keep(search, needed, named);
  const fewer = needed.filter((one) => one !== edit);
  const settled = await settledBy(search, named, fewer);
  if (settled) await narrow(search, settled, fewer, rest);
  const left = settled === named ? undefined : settled ? without(named, settled) : named;
  if (left) await narrow(search, left, needed, rest);
}

function subsets(edits: readonly Edit[], size: number): readonly (readonly Edit[])[] {
  if (size === 0) return [[]];
  return edits.flatMap((edit, at) =>
    subsets(edits.slice(at + 1), size - 1).map((rest) => [edit, ...rest]),
  );
}

async function settledBy(
  search: Search,
  named: Named,
  edits: readonly Edit[],
): Promise<Named | undefined> {
  const key = keyOf(search, edits);
  const planned = search.plans.get(key) ?? planWithout(search, edits);
  search.plans.set(key, planned);
  const nodes = await planned;
  if (!nodes) return undefined;
  const settled = settledIn(named, nodes.get(named.node));
  return settled && settled.items.size === named.items.size ? named : settled;
}

async function planWithout(
  { plan, foresee }: Search,
  edits: readonly Edit[],
): Promise<ReadonlyMap<string, NodePlan> | undefined> {
  const undone = undo(plan.pipeline, edits);
  const made = undone && (await foresee(undone));
  return made && new Map(made.nodes.map((planned) => [planned.node.id, planned]));
}

const keyOf = ({ all }: Search, edits: readonly Edit[]): string =>
  edits.map((edit) => all.indexOf(edit)).join(',');

function keep(search: Search, edits: readonly Edit[], named: Named): void {
  const key = keyOf(search, edits);
  const share = search.found.get(key) ?? { edits, named: [] };
  share.named.push(named);
  search.found.set(key, share);
}
