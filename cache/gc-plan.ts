import type { Digest } from '../base/digest.ts';
import type { GcOptions } from './gc-options.ts';
import { type Use, useOf } from './gc-use.ts';
import {
  type Inventory,
  isPaid,
  type Keyed,
  recomputeSeconds,
  type StoredRecord,
} from './inventory.ts';
import { openReferences, type References } from './references.ts';
import type { State } from './state.ts';

/** Results of one kind that go. */
export interface GcGroup {
  /** `labels`, `results`, or `leftovers`: what no record names. */
  readonly kind: 'labels' | 'results' | 'leftovers';
  readonly backend: string;
  readonly records: number;
  readonly objects: number;
  readonly bytes: number;
  /** What making all of it again would cost. */
  readonly seconds: number;
}

/** What a collection would do: a dry run is printing it. */
export interface GcPlan {
  readonly drop: ReadonlySet<Digest>;
  readonly groups: readonly GcGroup[];
  /** Bytes of all objects before, and of those that go. */
  readonly bytes: number;
  readonly freed: number;
  /** Records that are damaged beyond mending, and the bytes that no other record names: theirs, so that they stay. */
  readonly damaged: readonly Keyed[];
  readonly held: number;
}

/**
 * Plans what goes. What the last run of each pipeline names stays, with the preimage of every key and every
 * label that is not given up by name; so does every record, whose digests keys further down are made of.
 */
export function planGc(state: State, inventory: Inventory, options: GcOptions): GcPlan {
  const references = openReferences(state, inventory);
  const use = useOf(state, inventory, references, options);
  const candidates = candidateRecords(inventory, references, use, options);
  const names = namesOf(inventory, references);
  const counts = countNames(inventory, names, use);
  const drop = new Set<Digest>();
  const groups = new Map<string, GcGroup>();
  const bytes = totalBytes(inventory);
  let left = bytes;
  const add = (kind: GcGroup['kind'], backend: string, seconds: number, gone: Digest[]): void => {
    const sum = gone.reduce((all, digest) => all + sizeOf(inventory, digest), 0);
    for (const digest of gone) drop.add(digest);
    left -= sum;
    tally(groups, { kind, backend, records: 1, objects: gone.length, bytes: sum, seconds });
  };
  const { damaged } = inventory;
  const leftovers = unnamed(inventory, counts, state);
  // What a damaged record names cannot be known: it looks like a leftover.
  const stay = damaged.length > 0 && !options.forgetDamaged;
  if (leftovers.length > 0 && !stay) add('leftovers', '', 0, leftovers);
  for (const stored of candidates) {
    if (options.maxBytes !== undefined && left <= options.maxBytes) break;
    const gone = release(inventory, counts, names(stored));
    if (gone.length === 0) continue;
    const kind = isPaid(stored) ? 'labels' : 'results';
    add(kind, stored.backend ?? stored.tag ?? '', recomputeSeconds(stored), gone);
  }
  const held = stay ? leftovers.reduce((sum, one) => sum + sizeOf(inventory, one), 0) : 0;
  return { drop, groups: [...groups.values()], bytes, freed: bytes - left, damaged, held };
}

const sizeOf = ({ objects }: Inventory, digest: Digest): number => objects.get(digest)?.bytes ?? 0;

const totalBytes = ({ objects }: Inventory): number => {
  let sum = 0;
  for (const { bytes } of objects.values()) sum += bytes;
  return sum;
};

/** The records whose outputs may go, those first that are cheapest to make again by the byte. */
function candidateRecords(
  inventory: Inventory,
  references: References,
  { all, given, others }: Use,
  { madeBeforeMs = Number.POSITIVE_INFINITY, labels }: GcOptions,
): readonly StoredRecord[] {
  const goes = (stored: StoredRecord): boolean => {
    const { key, record } = stored;
    if (record.made >= madeBeforeMs) return false;
    if (!isPaid(stored)) return !all.records.has(key);
    return !others.records.has(key) && (labels?.all === true || given.records.has(key));
  };
  const worth = new Map<StoredRecord, number>();
  for (const stored of inventory.records.values()) {
    if (!goes(stored)) continue;
    const bytes = references.namedBy(stored).reduce((sum, one) => sum + sizeOf(inventory, one), 0);
    worth.set(stored, recomputeSeconds(stored) / Math.max(1, bytes));
  }
  return [...worth.keys()].sort(
    (a, b) => (worth.get(a) as number) - (worth.get(b) as number) || a.record.made - b.record.made,
  );
}

/** What a record holds: a label is held by its own records alone, not by the sets that list it. */
type Names = (stored: StoredRecord) => readonly Digest[];

function namesOf({ records }: Inventory, { namedBy }: References): Names {
  const labels = new Set<Digest>();
  for (const stored of records.values()) {
    if (isPaid(stored)) for (const digest of namedBy(stored)) labels.add(digest);
  }
  return (stored) => {
    const named = [...new Set(namedBy(stored))];
    return isPaid(stored) ? named : named.filter((digest) => !labels.has(digest));
  };
}

/** How many records hold each object. The preimage of a key stays for ever, and what is in use for now. */
function countNames(
  { records, damaged }: Inventory,
  names: Names,
  { others, lists }: Use,
): Map<Digest, number> {
  const counts = new Map<Digest, number>();
  for (const stored of records.values()) {
    for (const digest of names(stored)) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  }
  for (const digest of [...others.objects, ...lists]) counts.set(digest, FOR_EVER);
  for (const key of records.keys()) counts.set(key, FOR_EVER);
  for (const { key } of damaged) counts.set(key, FOR_EVER);
  return counts;
}

const FOR_EVER = Number.POSITIVE_INFINITY;

/** What is there and nothing names: no record, no last key, no run. */
function unnamed(
  { objects }: Inventory,
  counts: ReadonlyMap<Digest, number>,
  state: State,
): Digest[] {
  const known = explaining(state);
  return [...objects.keys()].filter((digest) => !counts.has(digest) && !known.has(digest));
}

/** What explains why something runs: the last keys, also of nodes that did not finish, and those of every run. */
export const explaining = ({ recent, runs }: State): ReadonlySet<Digest> =>
  new Set([...recent.everywhere().map(({ key }) => key), ...runs.keyLists()]);

/** Takes one name off each of these objects; those that have none left go. */
function release(
  { objects }: Inventory,
  counts: Map<Digest, number>,
  digests: readonly Digest[],
): Digest[] {
  return digests.filter((digest) => {
    const left = (counts.get(digest) ?? 0) - 1;
    counts.set(digest, left);
    return left === 0 && objects.has(digest);
  });
}

function tally(groups: Map<string, GcGroup>, more: GcGroup): void {
  const id = `${more.kind} ${more.backend}`;
  const sum = groups.get(id);
  if (!sum) {
    groups.set(id, more);
    return;
  }
  groups.set(id, {
    ...more,
    records: sum.records + more.records,
    objects: sum.objects + more.objects,
    bytes: sum.bytes + more.bytes,
    seconds: sum.seconds + more.seconds,
  });
}
