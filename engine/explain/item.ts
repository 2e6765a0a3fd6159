import { type Digest, digestHex } from '../../base/digest.ts';
import { decodeSet, type SetEntry } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { State } from '../../cache/state.ts';
import type { ItemExplained } from '../events.ts';
import type { ItemWork } from '../plan/item-state.ts';
import type { NodePlan, Plan } from '../plan/plan.ts';
import { changeWords, preimageChanges } from '../plan/reason.ts';
import type { Before } from './before.ts';

/** An item that was looked for: what it is, and where in the set. */
export interface FoundItem {
  readonly entry: SetEntry;
  /** From 1. */
  readonly places: readonly number[];
  readonly name: string | null;
}

/** Why an item was not found: in words, and what is near. */
export interface ItemTrouble {
  readonly message: string;
  readonly hint?: string;
}

/** The items of a node as planned: of a miss its plan's, of a hit those of the set that it made. */
export function entriesOf(state: State, planned: NodePlan): readonly SetEntry[] | undefined {
  if (planned.node.kind !== 'map' || planned.state === 'maybe') return undefined;
  if (planned.state === 'miss') return planned.items?.entries;
  const set = planned.outputs[planned.node.outputs[0]?.name ?? ''];
  const read = set && state.objects.read(set);
  return read?.ok ? decodeSet(read.value) : undefined;
}

/** Finds an item by its place (from 1), by the beginning of its digest, or by its name. */
export function findItem(
  state: State,
  entries: readonly SetEntry[],
  wanted: string,
): Result<FoundItem, ItemTrouble> {
  const place = /^\d{1,9}$/.test(wanted) ? entries[Number(wanted) - 1] : undefined;
  const digits = wanted.replace(/^sha256:/, '').toLowerCase();
  const byDigest = /^[0-9a-f]{4,64}$/.test(digits)
    ? entries.filter(({ item }) => digestHex(item).startsWith(digits))
    : [];
  const candidates = place
    ? [place]
    : byDigest.length > 0
      ? byDigest
      : named(state, entries, wanted);
  const items = new Set(candidates.map(({ item }) => item));
  const [entry] = candidates;
  if (!entry || items.size > 1) {
    const message = entry ? `${items.size} items are \`${wanted}\`` : `no item is \`${wanted}\``;
    const hint = `name one of ${entries.length} by its place from 1, by 4 or more digits of its digest, or by its name`;
    return fail({ message, hint });
  }
  const places = entries.flatMap(({ item }, at) => (item === entry.item ? [at + 1] : []));
  return ok({ entry, places, name: nameOf(state, entry) });
}

const named = (state: State, entries: readonly SetEntry[], name: string): SetEntry[] =>
  entries.filter((entry) => nameOf(state, entry) === name);

/** The name among an item's attributes, where they are a canonical value with one. */
function nameOf(state: State, { attributes }: SetEntry): string | null {
  const read = state.objects.read(attributes);
  if (!read.ok) return null;
  try {
    const value = JSON.parse(Buffer.from(read.value).toString('utf8')) as { name?: unknown } | null;
    return typeof value?.name === 'string' ? value.name : null;
  } catch {
    return null;
  }
}

/** Where an item's keys come from: now, and as everything was. */
export interface ItemRequest {
  readonly state: State;
  readonly planned: NodePlan;
  readonly before: Before;
  /** The plan with every edit undone. */
  readonly undone: Plan | undefined;
}

/** What is known of one item: its key, the one it had, what differs, and its record. */
export function explainItem(request: ItemRequest, found: FoundItem): ItemExplained {
  const { state, planned } = request;
  const { entry, places, name } = found;
  const work = planned.state === 'miss' ? planned.items?.work.get(entry.item) : undefined;
  const key = work?.key.digest ?? calculationOf(entry) ?? entry.item;
  const before = keyBefore(request, entry.item);
  return {
    type: 'item-explained',
    node: planned.node.id,
    item: entry.item,
    places,
    name,
    state: work?.state.kind ?? (entry.outcome?.ok === false ? 'stands' : 'known'),
    key,
    before: before?.digest ?? null,
    changes: changesOf(state, before, work, key),
    record: recordOf(state, key),
  };
}

interface KeyBefore {
  readonly digest: Digest;
  readonly preimage?: string;
}

const calculationOf = ({ outcome }: SetEntry): Digest | undefined =>
  outcome?.ok ? outcome.calculation : undefined;

/** From the set that the node made last; else from the plan with every edit undone. */
function keyBefore(request: ItemRequest, item: Digest): KeyBefore | undefined {
  const { state, planned, before, undone } = request;
  const last = before.get(planned.node.id)?.key;
  const outputs = last && state.actions.find(last)?.outputs;
  const set = outputs?.[planned.node.outputs[0]?.name ?? ''];
  const read = set && state.objects.read(set);
  const entry = read?.ok ? decodeSet(read.value).find((one) => one.item === item) : undefined;
  const digest = entry && calculationOf(entry);
  if (digest) return { digest };
  const then = undone?.nodes.find(({ node }) => node.id === planned.node.id);
  const key = then?.state === 'miss' ? then.items?.work.get(item)?.key : undefined;
  return key && { digest: key.digest, preimage: key.preimage };
}

function changesOf(
  state: State,
  before: KeyBefore | undefined,
  work: ItemWork | undefined,
  key: Digest,
): readonly string[] {
  if (!before || before.digest === key) return [];
  const texts = [
    before.preimage ?? textOf(state, before.digest),
    work?.key.preimage ?? textOf(state, key),
  ];
  const [old, now] = texts;
  return old === undefined || now === undefined ? [] : preimageChanges(old, now).map(changeWords);
}

function textOf(state: State, digest: Digest): string | undefined {
  const read = state.objects.read(digest);
  return read.ok ? Buffer.from(read.value).toString('utf8') : undefined;
}

function recordOf(state: State, key: Digest): ItemExplained['record'] {
  const record = state.actions.find(key);
  if (!record) return null;
  const { outcome, made, origin, cost, failure, given, waiver } = record;
  return {
    outcome,
    made: new Date(made).toISOString(),
    origin,
    cpu_s: Math.round(cost.cpuSeconds * 1000) / 1000,
    ...(failure ? { failure: { class: failure.class, message: failure.message } } : {}),
    ...(given ? { attempts: given.attempts } : {}),
    ...(waiver ? { waiver: { by: waiver.by, why: waiver.why } } : {}),
  };
}
