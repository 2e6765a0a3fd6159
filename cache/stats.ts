import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { Digest } from '../base/digest.ts';
import { planCollection } from './gc.ts';
import { explaining } from './gc-plan.ts';
import { type Inventory, isPaid, takeInventory } from './inventory.ts';
import { openReferences } from './references.ts';
import type { State } from './state.ts';

/** What an object is: the preimage of a key, a label (or its structure), another result, or nothing that is named. */
export type ObjectKind = 'keys' | 'labels' | 'results' | 'unnamed';

/** How much of a kind is kept. */
export interface KindStats {
  readonly kind: ObjectKind;
  readonly objects: number;
  readonly bytes: number;
  /** How many of them are files of their own. */
  readonly files: number;
}

/** The records of one back end, and what making all of it again would cost. */
export interface BackendStats {
  readonly backend: string;
  readonly what: string;
  readonly records: number;
  readonly failed: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** What a workspace keeps. */
export interface CacheStats {
  readonly kinds: readonly KindStats[];
  readonly backends: readonly BackendStats[];
  /** Bytes of the index, its log with it. */
  readonly indexBytes: number;
  /** What `cache gc` would free without further options. */
  readonly freeable: number;
  readonly orphans: { readonly files: number; readonly bytes: number };
}

/** Counts everything; about 20 µs a record. */
export function cacheStats(state: State): CacheStats {
  const inventory = takeInventory(state);
  const { freed, orphans } = planCollection(state, {}, Date.now(), inventory);
  const orphanBytes = orphans.reduce((sum, { bytes }) => sum + bytes, 0);
  return {
    kinds: kindStats(state, inventory),
    backends: backendStats(inventory),
    indexBytes: sizeOf(join(state.folder, 'index.db')) + sizeOf(join(state.folder, 'index.db-wal')),
    freeable: freed + orphanBytes,
    orphans: { files: orphans.length, bytes: orphanBytes },
  };
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

function kindStats(state: State, inventory: Inventory): readonly KindStats[] {
  const kinds = kindsOf(state, inventory);
  const stats = new Map<ObjectKind, KindStats>();
  for (const [digest, { bytes, large }] of inventory.objects) {
    const kind = kinds.get(digest) ?? 'unnamed';
    const sum = stats.get(kind) ?? { kind, objects: 0, bytes: 0, files: 0 };
    stats.set(kind, {
      kind,
      objects: sum.objects + 1,
      bytes: sum.bytes + bytes,
      files: sum.files + (large ? 1 : 0),
    });
  }
  const order: readonly ObjectKind[] = ['labels', 'results', 'keys', 'unnamed'];
  return order.flatMap((kind) => stats.get(kind) ?? []);
}

/** Said in rising order of weight: what is a label for one record is one, whoever else names it. */
function kindsOf(state: State, inventory: Inventory): Map<Digest, ObjectKind> {
  const references = openReferences(state, inventory);
  const kinds = new Map<Digest, ObjectKind>();
  const records = [...inventory.records.values()];
  for (const paid of [false, true]) {
    for (const stored of records) {
      if (isPaid(stored) !== paid) continue;
      for (const digest of references.namedBy(stored)) {
        kinds.set(digest, paid ? 'labels' : 'results');
      }
    }
  }
  for (const key of inventory.records.keys()) kinds.set(key, 'keys');
  for (const digest of explaining(state)) kinds.set(digest, 'keys');
  return kinds;
}

function backendStats({ records }: Inventory): readonly BackendStats[] {
  const stats = new Map<string, BackendStats>();
  for (const { record, backend = '', tag = 'unknown' } of records.values()) {
    const id = `${tag} ${backend}`;
    const sum = stats.get(id) ?? {
      ...{ backend, what: tag, records: 0, failed: 0 },
      ...{ cpuSeconds: 0, wallSeconds: 0 },
    };
    // A set's cost is that of its items, which have records of their own.
    const own = record.items === undefined;
    stats.set(id, {
      ...sum,
      records: sum.records + 1,
      failed: sum.failed + (record.outcome === 'failed' ? 1 : 0),
      cpuSeconds: sum.cpuSeconds + (own ? record.cost.cpuSeconds : 0),
      wallSeconds: sum.wallSeconds + (own ? record.cost.wallSeconds : 0),
    });
  }
  return [...stats.values()].sort((a, b) => b.cpuSeconds - a.cpuSeconds);
}
