import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { coresOf } from '../conduct.ts';
import type { ItemCounts } from '../events.ts';
import { readingKeys } from '../keys.ts';
import type { ValidNode } from '../pipeline.ts';
import { allows } from '../plan/allowance.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { type ItemsPlan, planItems } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { MapBackend, MapStage, Outputs, StageFailure } from '../stage.ts';
import { calculateBatch } from './batch.ts';
import { INTERRUPTED, NOT_BEGUN } from './brake.ts';
import { breath } from './breath.ts';
import { NOT_BOUGHT } from './budget.ts';
import { startClock } from './clock.ts';
import { openCommitGroup } from './commit-group.ts';
import { commitItems, sayFailed } from './commit-items.ts';
import { commitSet } from './commit-set.ts';
import { calculatedElsewhere, type Finished, findPaid, finishedBy, isOpen } from './finished.ts';
import { account, budgetMet, type Hole, holesOf, incomplete } from './holes.ts';
import type { MapWork } from './map-work.ts';
import { readPending } from './read-pending.ts';
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
  const total = planned.entries.length;
  const work = openWork(setting, miss, backend, planned);
  findPaid(work, planned);
  forgetOld(work, planned);
  const clock = startClock();
  setting.budget?.count(paidKeys(planned));
  const finished = await calculateAll(work, planned);
  const holes = holesOf(finished, work.failed);
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

function openWork(
  setting: RunSetting,
  miss: MissPlan,
  backend: MapBackend,
  { entries, hits }: ItemsPlan,
): MapWork {
  const commits = openCommitGroup((batches) => commitItems(work, batches));
  const work: MapWork = {
    ...{ setting, miss, backend, commits, readingOf: readingKeys(miss.node) },
    ...{ failed: new Map(), settled: new Map(), total: entries.length, done: hits },
  };
  return work;
}

/** The back end with as many items in a batch as the node's settings say. */
const sized = (backend: MapBackend, { how = {} }: ValidNode): MapBackend =>
  backend.batchOf ? { ...backend, batch: backend.batchOf(how) } : backend;

/** The calculations of a set that were paid for, whatever came of them. */
const paidKeys = ({ work }: ItemsPlan): readonly Digest[] =>
  [...work.values()].flatMap(({ key, state }) => (state.kind === 'todo' ? [] : [key.digest]));

/** Old proof is removed before new work starts. */
function forgetOld(work: MapWork, planned: ItemsPlan): void {
  const { setting, miss } = work;
  const { actions, transaction } = setting.state;
  transaction(() => {
    actions.forget(miss.key.digest);
    for (const item of planned.work.values()) {
      if (isOpen(work, item) && !setting.claims.taken(item.key.digest)) {
        actions.forget(item.key.digest);
      }
    }
  });
}

/**
 * Calculates until no item is left that is neither known nor failed; equal keys in flight are waited for. What was
 * committed here is known from then on, unless an object was found lost meanwhile: then all is looked up again.
 */
async function calculateAll(work: MapWork, planned: ItemsPlan): Promise<Finished> {
  const { setting, miss, backend } = work;
  const { state, claims, signal } = setting;
  let plan = planned;
  let losses = state.objects.losses();
  for (;;) {
    await readPending(work, plan);
    if (signal.aborted) return interrupted(work, finishedBy(work, plan));
    const todo = [...plan.work.values()].filter((item) => isOpen(work, item));
    const mine = todo.filter(({ key }) => !claims.taken(key.digest));
    if (todo.length > 0) {
      const others = todo.filter(({ key }) => claims.taken(key.digest));
      if (mine.length > 0) await calculate(work, mine);
      if (others.length > 0) await calculatedElsewhere(work, others);
    } else if (state.objects.losses() === losses) {
      return finishedBy(work, plan);
    } else {
      losses = state.objects.losses();
      work.settled.clear();
      plan = planItems(miss.node, backend, planned.entries, { state });
    }
  }
}

/** What has no value by now is left for the next run. */
function interrupted({ failed }: MapWork, finished: Finished): Finished {
  for (const item of finished.plan.work.values()) {
    const isTodo = finished.stateOf(item).kind === 'todo';
    if (isTodo && !failed.has(item.item)) failed.set(item.item, INTERRUPTED);
  }
  return finished;
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
    try {
      work.commits.flush();
    } finally {
      release();
    }
  }
  if (work.lost) throw work.lost;
}

/** Calculates a batch if the budget, where there is one, reaches so far, and no failure has stopped the run. */
async function buy(work: MapWork, items: readonly ItemWork[]): Promise<void> {
  const { setting, miss, backend, failed } = work;
  await breath();
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

/** A failure that was recorded before is reported each time. */
function sayStanding(work: MapWork, holes: readonly Hole[]): void {
  const told = new Set<Digest>(work.failed.keys());
  for (const { entry, failure } of holes) {
    if (told.has(entry.item)) continue;
    told.add(entry.item);
    sayFailed(work, entry.item, failure);
  }
}
