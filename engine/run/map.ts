import type { Digest } from '../../base/digest.ts';
import { encodeSet, type SetEntry, type SetOutcome } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ItemCounts } from '../events.ts';
import { type ItemsPlan, type ItemWork, planItems } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { MapStage, Outputs, StageFailure } from '../stage.ts';
import { openAttempt } from './attempt.ts';
import { calculateBatch } from './batch.ts';
import { startClock } from './clock.ts';
import { limited } from './limit.ts';
import type { MapWork } from './map-work.ts';
import { readRaw } from './reading.ts';
import { recordOf } from './record.ts';
import type { RunSetting } from './setting.ts';

/** What became of a map node: its outputs where the set is complete, and its account either way. */
export interface MapResult {
  readonly result: Result<Outputs, StageFailure>;
  readonly items: ItemCounts;
}

/**
 * Runs a map stage's node: every item that is not known is calculated and committed as it comes,
 * then the set is put together in the order of its input. An incomplete set has no outputs.
 */
export async function runMap(setting: RunSetting, miss: MissPlan): Promise<MapResult> {
  const stage = (await setting.load(miss.node)) as MapStage;
  const backend = stage.backend(miss.node.with);
  const planned = miss.items as ItemsPlan;
  setting.state.actions.forget(miss.key.digest);
  const attempt = openAttempt(setting, miss.node, miss.inputs);
  try {
    const { context } = attempt;
    const total = planned.entries.length;
    const failed = new Map<Digest, StageFailure>();
    const work: MapWork = { setting, miss, backend, context, failed, total, done: planned.hits };
    const clock = startClock();
    const finished = await calculateAll(work, planned);
    const items = account(planned, finished, failed);
    const holes = holesOf(finished, failed);
    if (holes.length > 0) return { result: fail(incomplete(holes, total)), items };
    return { result: ok(commitSet(work, finished, clock())), items };
  } finally {
    attempt.close();
  }
}

/** Calculates until no item is left that is neither known nor failed; equal keys in flight are waited for. */
async function calculateAll(work: MapWork, planned: ItemsPlan): Promise<ItemsPlan> {
  const { setting, miss, backend, failed } = work;
  let plan = planned;
  for (;;) {
    setting.signal.throwIfAborted();
    readPending(work, plan);
    const todo = [...plan.work.values()].filter(
      ({ item, state }) => state.kind === 'todo' && !failed.has(item),
    );
    const mine = todo.filter(({ key }) => !setting.claims.taken(key.digest));
    if (mine.length > 0) await calculate(work, mine);
    else if (todo.length > 0)
      await Promise.all(todo.map(({ key }) => setting.claims.free(key.digest)));
    plan = planItems(miss.node, backend, planned.entries, setting.state);
    if (todo.length === 0) return plan;
  }
}

async function calculate(work: MapWork, items: readonly ItemWork[]): Promise<void> {
  const { setting, backend } = work;
  const release = setting.claims.take(items.map(({ key }) => key.digest));
  try {
    const batches: ItemWork[][] = [];
    for (let at = 0; at < items.length; at += backend.batch) {
      batches.push(items.slice(at, at + backend.batch));
    }
    await limited(
      setting.jobs,
      batches.map((batch) => () => calculateBatch(work, batch)),
    );
  } finally {
    release();
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

type Hole = readonly [entry: SetEntry, failure: StageFailure];

function holesOf(plan: ItemsPlan, failed: ReadonlyMap<Digest, StageFailure>): readonly Hole[] {
  return plan.entries.flatMap((entry): Hole[] => {
    const state = plan.work.get(entry.item)?.state;
    if (state?.kind === 'known') return [];
    if (state?.kind === 'stands' || state?.kind === 'refused') return [[entry, state.failure]];
    const failure = failed.get(entry.item);
    if (!failure) throw new Error(`internal error: nothing is known of the item ${entry.item}`);
    return [[entry, failure]];
  });
}

/** Labelled + holes = planned, at every place of the set. */
function account(
  planned: ItemsPlan,
  finished: ItemsPlan,
  failed: ReadonlyMap<Digest, StageFailure>,
): ItemCounts {
  const holes = holesOf(finished, failed).length;
  const bought = planned.entries.filter(
    ({ item }) =>
      planned.work.get(item)?.state.kind === 'todo' &&
      finished.work.get(item)?.state.kind === 'known',
  ).length;
  const cached = planned.entries.length - holes - bought;
  return { executed: bought, cached, failed: holes, skipped: 0 };
}

function incomplete(holes: readonly Hole[], total: number): StageFailure {
  const [, first] = holes[0] as Hole;
  const more = holes.length > 1 ? ` and ${holes.length - 1} more` : '';
  return {
    class: first.class,
    message: `${holes.length} of ${total} items have no value: ${first.message}${more}`,
    ...(first.hint ? { hint: first.hint } : {}),
  };
}

function commitSet(
  { setting, miss }: MapWork,
  plan: ItemsPlan,
  cost: ReturnType<ReturnType<typeof startClock>>,
): Outputs {
  const { objects, actions } = setting.state;
  const [values, failures] = miss.node.outputs.map(({ name }) => name) as [string, string];
  return setting.state.transaction(() => {
    const entries = plan.entries.map((entry) => ({ ...entry, outcome: outcomeOf(plan, entry) }));
    for (const { state } of plan.work.values()) {
      if (state.kind === 'known') objects.put(state.reading.preimage);
    }
    const outputs = {
      [values]: objects.put(encodeSet(entries)),
      [failures]: objects.put(encodeSet([])),
    };
    const contents = objects.put(contentsOf(plan));
    objects.put(miss.key.preimage);
    actions.record(miss.key.digest, {
      ...recordOf(outputs, cost),
      contents,
      items: plan.entries.length,
    });
    return outputs;
  });
}

function outcomeOf(plan: ItemsPlan, { item }: SetEntry): SetOutcome {
  const work = plan.work.get(item) as ItemWork;
  if (work.state.kind !== 'known')
    throw new Error('internal error: an unknown item in a whole set');
  const { value, reading } = work.state;
  return { ok: true, value, calculation: work.key.digest, reading: reading.digest };
}

function contentsOf(plan: ItemsPlan): string {
  const digests = [...plan.work.values()].flatMap(({ key, state }) =>
    state.kind === 'known' ? [state.value, key.digest, state.reading.digest] : [],
  );
  return digests.join('\n');
}
