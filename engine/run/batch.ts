import type { Digest } from '../../base/digest.ts';
import type { ActionLimits } from '../../cache/actions.ts';
import { shortItem } from '../../cache/logs.ts';
import { timeoutOf } from '../conduct.ts';
import type { Conduct } from '../pipeline.ts';
import { lastTimeout } from '../plan/given-more.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { LostObject, readObject } from '../plan/items.ts';
import type { ItemResult, ItemTask, MapBackend, StageFailure } from '../stage.ts';
import { openAttempt } from './attempt.ts';
import { type AttemptLog, failureWords, openAttemptLog, thrownWords } from './attempt-log.ts';
import { maskedLog } from './execute-masked.ts';
import { type ItemCost, itemCosts } from './item-costs.ts';
import type { MapWork } from './map-work.ts';
import { readRaw } from './reading.ts';
import { thrownFailure } from './record.ts';
import { expectSameCode } from './same-code.ts';
import { openSecrets } from './secrets.ts';
import { openShare, type Share } from './share.ts';
import { withinLimit } from './time-limit.ts';

/** A label that cost more than this survives a power cut, too: its commit is synced to the disk. */
const COSTLY_SECONDS = 1;

/**
 * Calculates a batch, tries again what the machine spoilt, and commits every item that ended. Returns what
 * all attempts together cost, in CPU seconds.
 */
export async function calculateBatch(work: MapWork, batch: readonly ItemWork[]): Promise<number> {
  const { setting, miss } = work;
  const { attempts, growth } = miss.node.conduct;
  let left = batch;
  let seconds = timeoutOf(miss.node.conduct);
  let spent = 0;
  for (let attempt = 1; left.length > 0 && !setting.signal.aborted; attempt++) {
    const { results, costs } = await measured(work, left, seconds, attempt);
    const again = attempt < attempts ? left.filter((_, at) => isInfra(results[at])) : [];
    commit(work, left, results, again, costs);
    spent += costs.reduce((sum, { cost }) => sum + cost.cpuSeconds, 0);
    const failure = firstFailure(results);
    if (again.length > 0 && failure) {
      const { id: node } = miss.node;
      const { message } = failure;
      setting.emit({ type: 'retry', node, attempt: attempt + 1, attempts, message });
    }
    if (seconds !== undefined) seconds *= growth;
    left = again;
  }
  return spent;
}

/** One attempt at a batch: its results, and what each took. */
async function measured(
  work: MapWork,
  batch: readonly ItemWork[],
  seconds: number | undefined,
  number: number,
): Promise<{ readonly results: readonly ItemResult[]; readonly costs: readonly ItemCost[] }> {
  const share = openShare();
  try {
    const tasks = batch.map(({ item, settings }) => ({
      item,
      bytes: readObject(work.setting.state, item),
      with: settings,
    }));
    const key = work.backend.batch === 1 ? batch[0]?.key.digest : undefined;
    const results = await calculateOnce(work, { tasks, key, seconds, number, share });
    return { results, costs: itemCosts(work, tasks, share.end()) };
  } finally {
    share.end();
  }
}

/** One attempt at some items; `key` where it is one alone. */
interface BatchAttempt {
  readonly tasks: readonly ItemTask[];
  readonly key: Digest | undefined;
  readonly seconds: number | undefined;
  readonly number: number;
  readonly share: Share;
}

/** Calculates a batch in a context of its own. */
async function calculateOnce(
  { setting, miss, backend }: MapWork,
  { tasks, key, seconds, number, share }: BatchAttempt,
): Promise<readonly ItemResult[]> {
  const secrets = setting.secrets ?? openSecrets();
  const log = maskedLog(
    openAttemptLog(setting, miss.node.id, number, ownLog(backend, tasks)),
    secrets,
  );
  try {
    const results = await withinLimit(seconds, setting.signal, async (signal) => {
      const aim = { node: miss.node, inputs: miss.inputs, key, limitSeconds: seconds };
      const attempt = openAttempt(setting, aim, signal, { log, share });
      try {
        const results = await backend.calculate(tasks, attempt.context);
        await expectSameCode(setting, miss.node);
        return results;
      } finally {
        attempt.close();
      }
    });
    if (results.length === tasks.length) {
      sayFailures(log, tasks, results);
      return results.map((result) => (result.ok ? result : secrets.maskAll(result)));
    }
    throw new Error(`gave ${results.length} results for ${tasks.length} items`);
  } catch (error) {
    if (error instanceof LostObject) throw error;
    log.say(thrownWords(error));
    const failure = secrets.maskAll(thrownFailure(error, backend.name));
    return tasks.map(() => ({ ok: false, error: failure }));
  }
}

/** Work done item by item has a log for each; a batch goes into its node's. */
const ownLog = ({ batch: size }: MapBackend, tasks: readonly ItemTask[]): Digest | undefined =>
  size === 1 ? tasks[0]?.item : undefined;

function sayFailures(
  log: AttemptLog,
  tasks: readonly ItemTask[],
  results: readonly ItemResult[],
): void {
  results.forEach((result, at) => {
    if (result.ok) return;
    log.say(`item ${shortItem((tasks[at] as ItemTask).item)} ${failureWords(result.error)}`);
  });
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
  costs: readonly ItemCost[],
): void {
  const { setting, miss } = work;
  const durable = costs.some(({ cost }) => cost.wallSeconds > COSTLY_SECONDS);
  setting.state.transaction(
    () => {
      batch.forEach((item, at) => {
        if (again.includes(item)) return;
        commitItem(work, item, results[at] as ItemResult, costs[at] as ItemCost);
      });
    },
    { durable },
  );
  if (work.backend.batch === 1) forgetCheckpoint(work, batch[0], results[0]);
  work.done += batch.length - again.length;
  setting.emit({ type: 'progress', node: miss.node.id, done: work.done, total: work.total });
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

function commitItem(work: MapWork, item: ItemWork, result: ItemResult, spent: ItemCost): void {
  const { objects, actions, costs } = work.setting.state;
  const { family, cost, features } = spent;
  const record = { cost, features, made: Date.now(), origin: 'run' } as const;
  if (result.ok) {
    costs.add(family, item.key.digest, record.made, { ...cost, features });
    const raw = objects.put(result.value);
    objects.put(item.key.preimage);
    actions.record(item.key.digest, { ...record, outputs: { raw }, outcome: 'ok' });
    const read = readRaw(work, item, raw);
    if (!read.ok) fails(work, item, read.error);
    return;
  }
  if (work.setting.signal.aborted) return;
  fails(work, item, result.error);
  const given = standing(work.miss.node.conduct, result.error);
  if (!given) return;
  if (result.error.class === 'physics') {
    costs.add(family, item.key.digest, record.made, { ...cost, features });
  }
  objects.put(item.key.preimage);
  const failure = result.error;
  actions.record(item.key.digest, { ...record, ...given, outputs: {}, outcome: 'failed', failure });
}

/** Whether a failure is recorded: physics always, the machine's where it used up the retries it was given. */
function standing(conduct: Conduct, failure: StageFailure): { given?: ActionLimits } | undefined {
  if (failure.class === 'physics') return {};
  if (failure.class === 'invalid' || conduct.attempts === 1) return undefined;
  const seconds = lastTimeout(conduct);
  const timeout = seconds === undefined ? {} : { timeoutSeconds: seconds };
  return { given: { attempts: conduct.attempts, ...timeout } };
}

function fails(work: MapWork, item: ItemWork, failure: StageFailure): void {
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
