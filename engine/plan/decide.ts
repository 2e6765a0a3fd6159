import type { Digest } from '../../base/digest.ts';
import { decodeSet } from '../../base/item-set.ts';
import type { ActionRecord } from '../../cache/actions.ts';
import type { PastFailure } from '../../cache/runs.ts';
import type { State } from '../../cache/state.ts';
import { type Key, nodeKey } from '../keys.ts';
import type { ValidNode } from '../pipeline.ts';
import type { MapStage } from '../stage.ts';
import { allows } from './allowance.ts';
import { planItems, readObject } from './items.ts';
import type { HitPlan, MissPlan, SourceDigests } from './plan.ts';
import { changeWords, preimageChanges } from './reason.ts';
import type { Surroundings } from './surroundings.ts';
import { viewDigests } from './views.ts';

/** Decides a node whose sources are known: a hit with its outputs, or a miss with its reasons. */
export async function decide(
  around: Surroundings,
  node: ValidNode,
  sources: SourceDigests,
): Promise<HitPlan | MissPlan> {
  const inputs = await viewDigests(around, node, sources);
  const key = nodeKey(node, inputs);
  const force = around.force?.has(node.id) ?? false;
  const found = force ? undefined : around.state.actions.find(key.digest);
  const hit = found && hitOf(around, node, key, found);
  if (hit) return hit;
  const reasons = force ? ['forced'] : missReasons(around, node, key, found);
  if (node.kind === 'whole') return { state: 'miss', node, key, reasons, inputs };
  const stage = (await around.load(node)) as MapStage;
  const set = Object.values(inputs).flat();
  const entries = set.flatMap((digest) => decodeSet(readObject(around.state, digest)));
  const items = planItems(node, stage.backend(node.with), entries, { ...around, force });
  return { state: 'miss', node, key, reasons, inputs, items };
}

function hitOf(
  { state, deep, lost, retryFailed }: Surroundings,
  node: ValidNode,
  key: Key,
  record: ActionRecord,
): HitPlan | undefined {
  if (record.outcome !== 'ok') return undefined;
  const { holes = 0, items: places = 0 } = record;
  if (!allows(node.conduct.allowMissing, holes, places)) return undefined;
  if (holes > 0 && retryFailed) return undefined;
  const named = Object.values(record.outputs);
  if (deep) named.push(...contentsOf(state, record));
  if (lost && lost.size > 0)
    named.push(...contentsOf(state, record).filter((one) => lost.has(one)));
  if (named.some((digest) => !state.objects.isWhole(digest).ok)) return undefined;
  const items = record.items === undefined ? {} : { items: record.items, holes };
  return { state: 'hit', node, key, outputs: record.outputs, ...items };
}

/** Everything that was kept along with an action's outputs. */
function contentsOf(state: State, record: ActionRecord): Digest[] {
  if (!record.contents) return [];
  const read = state.objects.read(record.contents);
  if (!read.ok) return [record.contents];
  return Buffer.from(read.value).toString('latin1').split('\n').filter(Boolean) as Digest[];
}

function missReasons(
  around: Surroundings,
  node: ValidNode,
  key: Key,
  found: ActionRecord | undefined,
): readonly string[] {
  const { state, pipeline, retryFailed } = around;
  if (found?.outcome === 'ok') {
    const { holes = 0, items = 0 } = found;
    const some = `${holes} of its ${items} items`;
    if (!allows(node.conduct.allowMissing, holes, items)) {
      return [`${some} have no value, more than allow_missing says`];
    }
    if (holes > 0 && retryFailed) return [`${some} failed and are tried again`];
    return ['an object of its record is gone or damaged'];
  }
  const last = state.recent.last(pipeline, node.id);
  if (!last) return [failedBefore(around, node.id) ?? 'not run before'];
  if (last === key.digest) return ['did not finish before'];
  const before = state.objects.read(last);
  if (!before.ok) return ['its last key is not known any more'];
  return preimageChanges(Buffer.from(before.value).toString('utf8'), key.preimage).map(changeWords);
}

/** The failures of a pipeline's last runs, read when a node without a last key is first asked about. */
const failures = new WeakMap<Surroundings, ReadonlyMap<string, PastFailure>>();

/** Why a node that never ended well failed when it was run last, in words; undefined where it did not. */
function failedBefore(around: Surroundings, node: string): string | undefined {
  const { state, pipeline } = around;
  const known = failures.get(around) ?? state.runs.failures(pipeline);
  failures.set(around, known);
  const last = known.get(node);
  if (!last) return undefined;
  const at = `${new Date(last.endedMs).toISOString().slice(0, 16).replace('T', ' ')}Z`;
  return `failed last time (${last.class}, ${at}): ${last.message}`;
}
