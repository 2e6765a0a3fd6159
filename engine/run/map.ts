import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { coresOf } from '../conduct.ts';
import type { ItemCounts } from '../events.ts';
import type { ValidNode } from '../pipeline.ts';
import { allows } from '../plan/allowance.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { type ItemsPlan, planItems } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { MapBackend, MapStage, Outputs, StageFailure } from '../stage.ts';
import { calculateBatch, sayFailed } from './batch.ts';
import { INTERRUPTED, NOT_BEGUN } from './brake.ts';
import { NOT_BOUGHT } from './budget.ts';
import { startClock } from './clock.ts';
import { commitSet } from './commit-set.ts';
import { account, budgetMet, type Hole, holesOf, incomplete } from './holes.ts';
import type { MapWork } from './map-work.ts';
import { readRaw } from './reading.ts';
import type { RunSetting } from './setting.ts';
import { allEnded } from './units.ts';

/** What became of a map node: its outputs where the set is complete enough, and its account either way. */
export interface MapResult {
  readonly result: Result<Outputs, StageFailure>;
  readonly items: ItemCounts;
}

/**
 * Runs a map stage's node: every item that is not known is calculated and committed as it comes,
 * then the set is put together in the order of its input. A set with more holes than its node allows
 * has no outputs.
 */
export async function runMap(setting: RunSetting, miss: MissPlan): Promise<MapResult> {
  const stage = (await setting.load(miss.node)) as MapStage;
  const backend = sized(stage.backend(miss.node.with), miss.node);
  const planned = miss.items as ItemsPlan;
  forgetOld(setting, miss, planned);
  const total = planned.entries.length;
  const failed = new Map<Digest, StageFailure>();
  const work: MapWork = { setting, miss, backend, failed, total, done: planned.hits };
  const clock = startClock();
  setting.budget?.count(paidKeys(planned));
  const finished = await calculateAll(work, planned);
  const holes = holesOf(finished, failed);
  sayStanding(work, holes);
  const items = account(planned, finished, holes);
  if (holes.some(({ failure }) => failure === INTERRUPTED)) {
    return { result: fail(INTERRUPTED), items };
  }
  const begun = holes.filter(({ failure }) => failure !== NOT_BEGUN);
  if (begun.length < holes.length) {
    return { result: fail(begun.length > 0 ? incomplete(begun, total) : NOT_BEGUN), items };
  }
  if (items.skipped > 0) return { result: fail(budgetMet(work, finished, items)), items };
  if (!allows(miss.node.conduct.allowMissing, holes.length, total)) {
    return { result: fail(incomplete(holes, total)), items };
  }
  return { result: ok(commitSet(setting, miss, finished, holes, clock())), items };
}

/** The back end with as many items in a batch as the node's settings say. */
const sized = (backend: MapBackend, { how = {} }: ValidNode): MapBackend =>
  backend.batchOf ? { ...backend, batch: backend.batchOf(how) } : backend;

/** The calculations of a set that were paid for, whatever came of them. */
const paidKeys = ({ work }: ItemsPlan): readonly Digest[] =>
  [...work.values()].flatMap(({ key, state }) => (state.kind === 'todo' ? [] : [key.digest]));

/** Old proof is removed before new work starts. */
function forgetOld({ state }: RunSetting, { key }: MissPlan, { work }: ItemsPlan): void {
  state.transaction(() => {
    state.actions.forget(key.digest);
    for (const item of work.values()) {
      if (item.state.kind === 'todo') state.actions.forget(item.key.digest);
    }
  });
}

/** Calculates until no item is left that is neither known nor failed; equal keys in flight are waited for. */
async function calculateAll(work: MapWork, planned: ItemsPlan): Promise<ItemsPlan> {
  const { setting, miss, backend, failed } = work;
  let plan = planned;
  for (;;) {
    readPending(work, plan);
    if (setting.signal.aborted) return interrupted(work, plan);
    const todo = [...plan.work.values()].filter(
      ({ item, state }) => state.kind === 'todo' && !failed.has(item),
    );
    const mine = todo.filter(({ key }) => !setting.claims.taken(key.digest));
    if (mine.length > 0) await calculate(work, mine);
    else if (todo.length > 0)
      await Promise.all(todo.map(({ key }) => setting.claims.free(key.digest)));
    plan = planItems(miss.node, backend, planned.entries, { state: setting.state });
    if (todo.length === 0) return plan;
  }
}

/** What has no value by now is left for the next run. */
function interrupted({ failed }: MapWork, plan: ItemsPlan): ItemsPlan {
  for (const { item, state } of plan.work.values()) {
    if (state.kind === 'todo' && !failed.has(item)) failed.set(item, INTERRUPTED);
  }
  return plan;
}

async function calculate(work: MapWork, items: readonly ItemWork[]): Promise<void> {
  const { setting, backend, miss } = work;
  const cores = coresOf(miss.node.conduct);
  const release = setting.claims.take(items.map(({ key }) => key.digest));
  try {
    const batches: ItemWork[][] = [];
    for (let at = 0; at < items.length; at += backend.batch) {
      batches.push(items.slice(at, at + backend.batch));
    }
    await allEnded(batches.map((batch) => setting.units(() => buy(work, batch), cores)));
  } finally {
    release();
  }
}

/** Calculates a batch if the budget, where there is one, reaches so far, and no failure has stopped the run. */
async function buy(work: MapWork, items: readonly ItemWork[]): Promise<void> {
  const { setting, miss, backend, failed } = work;
  if (setting.brake?.pulled) {
    for (const { item } of items) failed.set(item, NOT_BEGUN);
    return;
  }
  if (!setting.budget) return void (await calculateBatch(work, items));
  const purchase = await setting.budget.admit({ node: miss.node, backend, items });
  if (!purchase) {
    for (const { item } of items) failed.set(item, NOT_BOUGHT);
    return;
  }
  let spent = 0;
  try {
    spent = await calculateBatch(work, items);
  } finally {
    purchase.end(spent);
  }
}

/** Reads what was paid for and not read yet: a mended reader re-reads and buys nothing. */
function readPending(work: MapWork, plan: ItemsPlan): void {
  for (const item of plan.work.values()) {
    if (item.state.kind !== 'unread' || work.failed.has(item.item)) continue;
    const read = readRaw(work, item, item.state.raw);
    if (!read.ok) work.failed.set(item.item, read.error);
  }
}

/** A failure that was recorded before is reported each time. */
function sayStanding(work: MapWork, holes: readonly Hole[]): void {
  const told = new Set<Digest>(work.failed.keys());
  for (const { entry, failure } of holes) {
    if (told.has(entry.item)) continue;
    told.add(entry.item);
    sayFailed(work, entry.item, failure);
  }
}
