import type { Digest } from '../../base/digest.ts';
import { shortItem } from '../../cache/logs.ts';
import { timeoutOf } from '../conduct.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { LostObject, readObjects } from '../plan/items.ts';
import type { ItemResult, ItemTask, MapBackend, StageFailure } from '../stage.ts';
import { openAttempt } from './attempt.ts';
import { type AttemptLog, failureWords, openAttemptLog, thrownWords } from './attempt-log.ts';
import { maskedLog } from './execute-masked.ts';
import { type ItemCost, itemCosts } from './item-costs.ts';
import type { MapWork } from './map-work.ts';
import { thrownFailure } from './record.ts';
import { expectSameCode } from './same-code.ts';
import { openSecrets } from './secrets.ts';
import { openShare, type Share } from './share.ts';
import { withinLimit } from './time-limit.ts';

/**
 * Calculates a batch, tries again what the machine spoilt, and gives every item that ended to be committed.
 * Returns what all attempts together cost, in CPU seconds.
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
    work.commits.add({ items: left, results, costs, again: new Set(again) });
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
    const bytes = readObjects(
      work.setting.state,
      batch.map(({ item }) => item),
    );
    const tasks = batch.map(({ item, settings }) => ({
      item,
      bytes: bytes.get(item) as Uint8Array,
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
