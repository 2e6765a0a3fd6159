import type { CanonicalObject } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import type { SetEntry } from '../../base/item-set.ts';
import type { ActionLimits, ActionRecord } from '../../cache/actions.ts';
import type { State } from '../../cache/state.ts';
import { calculationKey, type Key, readingKey } from '../keys.ts';
import type { Conduct, ValidNode } from '../pipeline.ts';
import type { MapBackend, StageFailure } from '../stage.ts';

/** The items of a map node: its places in order, and each different item once with what is known of it. */
export interface ItemsPlan {
  readonly entries: readonly SetEntry[];
  readonly work: ReadonlyMap<Digest, ItemWork>;
  /** How many places of the set need a calculation, and how many are known. */
  readonly misses: number;
  readonly hits: number;
}

export interface ItemWork {
  readonly item: Digest;
  readonly settings: CanonicalObject;
  readonly key: Key;
  readonly state: ItemState;
}

/**
 * `known`: the value is there. `unread`: the paid raw output is there, its reading is not.
 * `stands`: a recorded physical failure. `refused`: the settings cannot be resolved for it.
 * `todo`: to be calculated.
 */
export type ItemState =
  | { readonly kind: 'known'; readonly raw: Digest; readonly value: Digest; readonly reading: Key }
  | { readonly kind: 'unread'; readonly raw: Digest }
  | { readonly kind: 'stands'; readonly failure: StageFailure }
  | { readonly kind: 'refused'; readonly failure: StageFailure }
  | { readonly kind: 'todo' };

/** How items are looked up. */
export interface ItemLookup {
  readonly state: State;
  /** Every item is calculated anew, whatever is known. */
  readonly force?: boolean;
  /** Failures that stand are tried again. */
  readonly retryFailed?: boolean;
}

/** Looks up every item of a map node. Siblings never matter: each has one key of its own. */
export function planItems(
  node: ValidNode,
  backend: MapBackend,
  entries: readonly SetEntry[],
  lookup: ItemLookup,
): ItemsPlan {
  const { state } = lookup;
  const bare = uniqueItems(entries).map((item) => resolveItem(node, backend, item, state));
  const records = state.actions.findMany(bare.map((work) => work.key.digest));
  const work = new Map<Digest, ItemWork>();
  for (const item of bare) {
    const record = records.get(item.key.digest);
    work.set(item.item, record ? { ...item, state: stateOf(node, item, record, lookup) } : item);
  }
  const needsWork = (entry: SetEntry): boolean => work.get(entry.item)?.state.kind === 'todo';
  const misses = entries.filter(needsWork).length;
  return { entries, work, misses, hits: entries.length - misses };
}

const uniqueItems = (entries: readonly SetEntry[]): Digest[] => [
  ...new Set(entries.map((entry) => entry.item)),
];

function resolveItem(node: ValidNode, backend: MapBackend, item: Digest, state: State): ItemWork {
  if (!backend.resolveItem) {
    const key = calculationKey(node, node.with, item);
    return { item, settings: node.with, key, state: { kind: 'todo' } };
  }
  const resolved = backend.resolveItem(node.with, readObject(state, item));
  if (resolved.ok) {
    const key = calculationKey(node, resolved.value, item);
    return { item, settings: resolved.value, key, state: { kind: 'todo' } };
  }
  const key = calculationKey(node, node.with, item);
  return { item, settings: node.with, key, state: { kind: 'refused', failure: resolved.error } };
}

function stateOf(
  node: ValidNode,
  work: ItemWork,
  record: ActionRecord,
  { state, force, retryFailed }: ItemLookup,
): ItemState {
  if (work.state.kind === 'refused' || force) return work.state;
  if (record.failure) {
    const again = retryFailed || givenMore(node.conduct, record.given);
    return again ? work.state : { kind: 'stands', failure: record.failure };
  }
  const raw = record.outputs.raw as Digest;
  const reading = readingKey(node, raw);
  if (node.backend.readingVersion === undefined) {
    return state.objects.isWhole(raw).ok ? { kind: 'known', raw, value: raw, reading } : work.state;
  }
  const value = state.actions.find(reading.digest)?.outputs.value;
  if (value && state.objects.isWhole(value).ok) return { kind: 'known', raw, value, reading };
  return state.objects.isWhole(raw).ok ? { kind: 'unread', raw } : work.state;
}

/** A failure of the machine that used up its retries stands until the node is given more. */
function givenMore(conduct: Conduct, given: ActionLimits | undefined): boolean {
  if (!given) return false;
  const limit = lastTimeout(conduct) ?? Number.POSITIVE_INFINITY;
  const before = given.timeoutSeconds ?? Number.POSITIVE_INFINITY;
  return conduct.attempts > given.attempts || limit > before;
}

/** The timeout of the last attempt that a node is given, in seconds. */
export function lastTimeout({ attempts, growth, timeoutSeconds }: Conduct): number | undefined {
  let seconds = timeoutSeconds;
  for (let attempt = 1; attempt < attempts && seconds !== undefined; attempt++) seconds *= growth;
  return seconds;
}

/** An object that a plan or a stage needs is gone or damaged: whoever made it must make it again. */
export class LostObject extends Error {
  readonly digest: Digest;
  readonly why: string;

  constructor(digest: Digest, why: string) {
    super(`an object is lost (${digest}): ${why}`);
    this.digest = digest;
    this.why = why;
  }
}

/** The verified bytes of an object; throws {@link LostObject}. */
export function readObject(state: State, digest: Digest): Uint8Array {
  const read = state.objects.read(digest);
  if (!read.ok) throw new LostObject(digest, read.error.why);
  return read.value;
}
