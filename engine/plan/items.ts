import type { CanonicalObject } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import type { SetEntry } from '../../base/item-set.ts';
import type { State } from '../../cache/state.ts';
import { calculationKeys } from '../keys.ts';
import type { ValidNode } from '../pipeline.ts';
import type { MapBackend } from '../stage.ts';
import type { ItemLookup, ItemState, ItemWork } from './item-state.ts';
import { lookUp } from './look-up.ts';
import { sharing } from './sharing.ts';

/** The items of a map node: its places in order, and each different item once with what is known of it. */
export interface ItemsPlan {
  readonly entries: readonly SetEntry[];
  readonly work: ReadonlyMap<Digest, ItemWork>;
  /** How many places of the set need a calculation, and how many are known. */
  readonly misses: number;
  readonly hits: number;
}

/** Looks up every item of a map node. Siblings never matter: each has one key of its own. */
export function planItems(
  node: ValidNode,
  backend: MapBackend,
  entries: readonly SetEntry[],
  lookup: ItemLookup,
): ItemsPlan {
  const items = resolveItems(node, backend, uniqueItems(entries), lookup.state);
  const states = lookUp(node, backend, items, lookup);
  const work = new Map<Digest, ItemWork>();
  for (const [at, item] of items.entries()) {
    item.state = states[at] as ItemState;
    work.set(item.item, item);
  }
  const needsWork = (entry: SetEntry): boolean => work.get(entry.item)?.state.kind === 'todo';
  const misses = entries.filter(needsWork).length;
  return { entries, work, misses, hits: entries.length - misses };
}

/** An item of which it is found out what is known. */
type Resolved = Omit<ItemWork, 'state'> & { state: ItemState };

const UNKNOWN: ItemState = { kind: 'todo' };

const uniqueItems = (entries: readonly SetEntry[]): Digest[] => [
  ...new Set(entries.map((entry) => entry.item)),
];

/** The key of every item, in the order given; where settings are resolved for each alone, its bytes are read. */
function resolveItems(
  node: ValidNode,
  backend: MapBackend,
  items: readonly Digest[],
  state: State,
): readonly Resolved[] {
  const { resolveItem } = backend;
  const keys = calculationKeys(node);
  const todo = (item: Digest, settings: CanonicalObject): Resolved => ({
    item,
    settings,
    key: keys(settings, item),
    state: UNKNOWN,
  });
  if (!resolveItem) return items.map((item) => todo(item, node.with));
  const found = new Map<Digest, Resolved>();
  const shared = sharing();
  for (const [item, read] of state.objects.readMany(items)) {
    if (!read.ok) throw new LostObject(item, read.error.why);
    const resolved = resolveItem.call(backend, node.with, read.value);
    const work = todo(item, resolved.ok ? shared(resolved.value) : node.with);
    if (!resolved.ok) work.state = { kind: 'refused', failure: resolved.error };
    found.set(item, work);
  }
  return items.map((item) => found.get(item) as Resolved);
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

/** The verified bytes of different objects; throws {@link LostObject}. */
export function readObjects(
  state: State,
  digests: readonly Digest[],
): ReadonlyMap<Digest, Uint8Array> {
  const found = new Map<Digest, Uint8Array>();
  for (const [digest, read] of state.objects.readMany(digests)) {
    if (!read.ok) throw new LostObject(digest, read.error.why);
    found.set(digest, read.value);
  }
  return found;
}

/** The verified bytes of an object; throws {@link LostObject}. */
export function readObject(state: State, digest: Digest): Uint8Array {
  const read = state.objects.read(digest);
  if (!read.ok) throw new LostObject(digest, read.error.why);
  return read.value;
}
