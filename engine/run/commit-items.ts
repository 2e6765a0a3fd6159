import { type Digest, digestBytes } from '../../base/digest.ts';
import type { ActionLimits } from '../../cache/actions.ts';
import type { Conduct } from '../pipeline.ts';
import { lastTimeout } from '../plan/given-more.ts';
import type { ItemState, ItemWork } from '../plan/item-state.ts';
import { LostObject, readObject } from '../plan/items.ts';
import type { ItemResult, StageFailure } from '../stage.ts';
import type { EndedBatch } from './commit-group.ts';
import type { ItemCost } from './item-costs.ts';
import { type ItemRows, noRows, writeRows, writeSome } from './item-rows.ts';
import type { MapWork } from './map-work.ts';
import { type RawOutput, readRaw } from './reading.ts';

/** A label that cost more than this survives a power cut, too: its commit is synced to the disk. */
const COSTLY_SECONDS = 1;

/** Commits every item of some batches that ended, in one step, and only then counts them as done. */
export function commitItems(work: MapWork, batches: readonly EndedBatch[]): void {
  const { setting, miss, settled } = work;
  const durable = batches.some(({ costs }) =>
    costs.some(({ cost }) => cost.wallSeconds > COSTLY_SECONDS),
  );
  const commit = (): Settled[] => {
    const rows = noRows();
    const states: Settled[] = [];
    for (const batch of batches) {
      for (const one of commitBatch(work, rows, batch)) states.push(one);
      writeSome(setting.state, rows);
    }
    writeRows(setting.state, rows);
    return states;
  };
  const states = setting.state.transaction(commit, { durable });
  for (const [item, state] of states) settled.set(item, state);
  for (const { items, results, again } of batches) {
    if (work.backend.batch === 1) forgetCheckpoint(work, items[0], results[0]);
    work.done += items.length - again.size;
  }
  setting.emit({ type: 'progress', node: miss.node.id, done: work.done, total: work.total });
}

/** What is known of an item from now on. */
type Settled = readonly [item: Digest, state: ItemState];

function commitBatch(
  work: MapWork,
  rows: ItemRows,
  { items, results, costs, again }: EndedBatch,
): Settled[] {
  const settled: Settled[] = [];
  for (const [at, item] of items.entries()) {
    if (again.has(item)) continue;
    const ended = { item, result: results[at] as ItemResult, spent: costs[at] as ItemCost };
    const state = commitItem(work, rows, ended);
    if (state) settled.push([item.item, state]);
  }
  return settled;
}

/** What an item has a verdict on is not gone on with. */
function forgetCheckpoint(
  { setting }: MapWork,
  item: ItemWork | undefined,
  result: ItemResult | undefined,
): void {
  const isDone = result?.ok || result?.error.class === 'physics';
  if (item && isDone && !setting.signal.aborted) setting.state.checkpoints.remove(item.key.digest);
}

/** What became of an item, and what it took. */
interface EndedItem {
  readonly item: ItemWork;
  readonly result: ItemResult;
  readonly spent: ItemCost;
}

function commitItem(
  work: MapWork,
  rows: ItemRows,
  { item, result, spent }: EndedItem,
): ItemState | undefined {
  const { family, cost, features } = spent;
  const { digest: key, preimage } = item.key;
  const record = { cost, features, made: Date.now(), origin: 'run' } as const;
  if (result.ok) {
    const raw = digestBytes(result.value);
    rows.costs.push([family, key, record.made, { ...cost, features }]);
    rows.values.push([raw, result.value], [key, preimage]);
    rows.records.push([key, { ...record, outputs: { raw }, outcome: 'ok' }]);
    return readNow(work, rows, item, { digest: raw, bytes: result.value });
  }
  if (work.setting.signal.aborted) return undefined;
  fails(work, item, result.error);
  const given = standing(work.miss.node.conduct, result.error);
  if (!given) return undefined;
  if (result.error.class === 'physics') {
    rows.costs.push([family, key, record.made, { ...cost, features }]);
  }
  rows.values.push([key, preimage]);
  const failure = result.error;
  rows.records.push([key, { ...record, ...given, outputs: {}, outcome: 'failed', failure }]);
  return { kind: 'stands', failure };
}

function readNow(
  work: MapWork,
  rows: ItemRows,
  item: ItemWork,
  raw: RawOutput,
): ItemState | undefined {
  try {
    const bytes = work.backend.reading ? readObject(work.setting.state, item.item) : NOTHING;
    const read = readRaw(work, rows, { item, bytes }, raw);
    if (read.ok) return read.value;
    fails(work, item, read.error);
  } catch (error) {
    if (!(error instanceof LostObject)) throw error;
    work.lost ??= error;
  }
  return undefined;
}

const NOTHING = new Uint8Array();

/** Whether a failure is recorded: physics always, the machine's where it used up the retries it was given. */
function standing(conduct: Conduct, failure: StageFailure): { given?: ActionLimits } | undefined {
  if (failure.class === 'physics') return {};
  if (failure.class === 'invalid' || conduct.attempts === 1) return undefined;
  const seconds = lastTimeout(conduct);
  const timeout = seconds === undefined ? {} : { timeoutSeconds: seconds };
  return { given: { attempts: conduct.attempts, ...timeout } };
}

/** An item has no value, and this run has found out why. */
export function fails(work: MapWork, item: ItemWork, failure: StageFailure): void {
  work.failed.set(item.item, failure);
  const { brake } = work.setting;
  if (brake && !work.miss.node.conduct.allowMissing) brake.pulled = true;
  sayFailed(work, item.item, failure);
}

/** Says that an item has no value, and why. */
export function sayFailed(work: MapWork, item: Digest, failure: StageFailure): void {
  const { class: kind, message } = failure;
  work.setting.emit({ type: 'item-failed', node: work.miss.node.id, item, class: kind, message });
}
