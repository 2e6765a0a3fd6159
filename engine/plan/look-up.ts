import type { Digest } from '../../base/digest.ts';
import type { State } from '../../cache/state.ts';
import { type Key, readingKeys } from '../keys.ts';
import type { ValidNode } from '../pipeline.ts';
import type { MapBackend, StageFailure } from '../stage.ts';
import { givenMore } from './given-more.ts';
import type { ItemLookup, ItemState, ItemWork } from './item-state.ts';

/** An item whose calculation was recorded as done: its raw output, and its value where it was read. */
interface Done {
  readonly at: number;
  readonly raw: Digest;
  readonly reading: Key;
  value?: Digest | undefined;
}

/**
 * What is known of each item, in their order. Whatever must be looked up is looked up for all items at once:
 * the records of the readings, whether the values are whole, and, where one is not, whether its raw output is.
 */
export function lookUp(
  node: ValidNode,
  backend: MapBackend,
  items: readonly ItemWork[],
  lookup: ItemLookup,
): readonly ItemState[] {
  const states = items.map(({ state }) => state);
  if (lookup.force) return states;
  const done: Done[] = [];
  const reading = readingKeys(node);
  const offered = backend.remedies?.(node.with, node.how ?? {}) ?? [];
  const keys = items.map(({ key }) => key.digest);
  for (const [at, record] of lookup.state.actions.findEach(keys)) {
    if (states[at]?.kind === 'refused') continue;
    if (!record.failure) {
      const raw = record.outputs.raw as Digest;
      done.push({ at, raw, reading: reading(raw) });
    } else if (
      !lookup.retryFailed &&
      !givenMore(node.conduct, record.given) &&
      !offeredMore(record.failure, offered)
    ) {
      states[at] = { kind: 'stands', failure: record.failure };
    }
  }
  findValues(node, done, lookup.state);
  const unread = settle(states, done, lookup.state);
  for (const { at, raw } of unread) states[at] = { kind: 'unread', raw };
  return states;
}

/** Whether there is a remedy that a failure did not have. */
const offeredMore = ({ remedies }: StageFailure, offered: readonly string[]): boolean =>
  remedies !== undefined && offered.some((name) => !remedies.includes(name));

/** The value of each: what its reading gave, or, where there is no reading, the raw output itself. */
function findValues(node: ValidNode, done: readonly Done[], { actions }: State): void {
  if (node.backend.readingVersion === undefined) {
    for (const one of done) one.value = one.raw;
    return;
  }
  const keys = done.map(({ reading }) => reading.digest);
  for (const [at, { outputs }] of actions.findEach(keys)) (done[at] as Done).value = outputs.value;
}

/** Those whose value is whole are known; returns those whose raw output is, at least. */
function settle(states: ItemState[], done: readonly Done[], state: State): readonly Done[] {
  const lost = lostOf(
    state,
    done.flatMap(({ value }) => value ?? []),
  );
  const others: Done[] = [];
  for (const one of done) {
    const { at, raw, reading, value } = one;
    if (value !== undefined && !lost.has(value))
      states[at] = { kind: 'known', raw, value, reading };
    else if (value !== raw) others.push(one);
  }
  const gone = lostOf(
    state,
    others.map(({ raw }) => raw),
  );
  return others.filter(({ raw }) => !gone.has(raw));
}

const lostOf = ({ objects }: State, digests: readonly Digest[]): ReadonlySet<Digest> =>
  new Set(objects.wholeMany(digests).map(({ digest }) => digest));
