import { type ItemWork, LostObject, readObject } from '../plan/items.ts';
import type { ItemResult, StageFailure } from '../stage.ts';
import { type Cost, startClock } from './clock.ts';
import type { MapWork } from './map-work.ts';
import { readRaw } from './reading.ts';
import { thrownFailure } from './record.ts';

/** A label that cost more than this survives a power cut, too: its commit is synced to the disk. */
const COSTLY_SECONDS = 1;

/** Calculates a batch, tries again what the machine spoilt, and commits every item that ended. */
export async function calculateBatch(work: MapWork, batch: readonly ItemWork[]): Promise<void> {
  const { setting, miss } = work;
  let left = batch;
  for (let attempt = 1; left.length > 0 && !setting.signal.aborted; attempt++) {
    const clock = startClock();
    const results = await calculateOnce(work, left);
    const again = attempt < miss.node.attempts ? left.filter((_, at) => isInfra(results[at])) : [];
    commit(work, left, results, again, clock());
    const failure = firstFailure(results);
    if (again.length > 0 && failure) {
      const { attempts, id } = miss.node;
      const message = failure.message;
      setting.emit({ type: 'retry', node: id, attempt: attempt + 1, attempts, message });
    }
    left = again;
  }
}

async function calculateOnce(
  { setting, backend, context }: MapWork,
  batch: readonly ItemWork[],
): Promise<readonly ItemResult[]> {
  const tasks = batch.map(({ item, settings }) => ({
    item,
    bytes: readObject(setting.state, item),
    with: settings,
  }));
  try {
    const results = await backend.calculate(tasks, context);
    if (results.length === tasks.length) return results;
    throw new Error(`gave ${results.length} results for ${tasks.length} items`);
  } catch (error) {
    if (error instanceof LostObject) throw error;
    const failure = thrownFailure(error, backend.name);
    return tasks.map(() => ({ ok: false, error: failure }));
  }
}

const isInfra = (result: ItemResult | undefined): boolean =>
  result !== undefined && !result.ok && result.error.class === 'infra';

const firstFailure = (results: readonly ItemResult[]): StageFailure | undefined =>
  results.flatMap((result) => (result.ok ? [] : [result.error]))[0];

function commit(
  work: MapWork,
  batch: readonly ItemWork[],
  results: readonly ItemResult[],
  again: readonly ItemWork[],
  cost: Cost,
): void {
  const { setting, miss } = work;
  const share = {
    cpuSeconds: cost.cpuSeconds / batch.length,
    wallSeconds: cost.wallSeconds / batch.length,
  };
  const durable = share.wallSeconds > COSTLY_SECONDS;
  setting.state.transaction(
    () => {
      batch.forEach((item, at) => {
        if (!again.includes(item)) commitItem(work, item, results[at] as ItemResult, share);
      });
    },
    { durable },
  );
  work.done += batch.length - again.length;
  setting.emit({ type: 'progress', node: miss.node.id, done: work.done, total: work.total });
}

function commitItem(work: MapWork, item: ItemWork, result: ItemResult, cost: Cost): void {
  const { objects, actions } = work.setting.state;
  const record = { cost, made: Date.now(), origin: 'run' } as const;
  if (result.ok) {
    const raw = objects.put(result.value);
    objects.put(item.key.preimage);
    actions.record(item.key.digest, { ...record, outputs: { raw }, outcome: 'ok' });
    const read = readRaw(work, item, raw);
    if (!read.ok) fails(work, item, read.error);
    return;
  }
  if (work.setting.signal.aborted) return;
  fails(work, item, result.error);
  if (result.error.class !== 'physics') return;
  objects.put(item.key.preimage);
  const failure = result.error;
  actions.record(item.key.digest, { ...record, outputs: {}, outcome: 'failed', failure });
}

function fails(work: MapWork, item: ItemWork, failure: StageFailure): void {
  work.failed.set(item.item, failure);
  const { class: kind, message } = failure;
  const node = work.miss.node.id;
  work.setting.emit({ type: 'item-failed', node, item: item.item, class: kind, message });
}
