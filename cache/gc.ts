import { rmSync } from 'node:fs';
import type { Digest } from '../base/digest.ts';
import { blobOf, blobOfAll } from './blob.ts';
import { guarded } from './failure.ts';
import type { GcOptions } from './gc-options.ts';
import { type GcPlan, planGc } from './gc-plan.ts';
import { takeInventory } from './inventory.ts';
import { objectPath } from './object-files.ts';
import { findOrphans, type Orphan, removeOrphans } from './orphans.ts';
import type { State } from './state.ts';

/** What a collection would do, or did. */
export interface Collection extends GcPlan {
  /** Files that a killed process left. */
  readonly orphans: readonly Orphan[];
}

/** What {@link collect} would do now. Changes nothing. */
export function planCollection(
  state: State,
  options: GcOptions,
  nowMs = Date.now(),
  inventory = takeInventory(state),
): Collection {
  const plan = planGc(state, inventory, options);
  const isKnown = (digest: Digest): boolean => inventory.objects.get(digest)?.large === true;
  return { ...plan, orphans: findOrphans(state.folder, isKnown, nowMs) };
}

/**
 * Drops what may go, planned and removed in one transaction, so that nobody can come to name it between.
 * Records stay. Only under the lock. A process killed on the way leaves files without a row: orphans of the
 * next collection.
 */
export function collect(state: State, options: GcOptions, nowMs = Date.now()): Collection {
  const done = state.transaction(() => {
    const plan = planCollection(state, options, nowMs);
    forget(state, [...plan.drop]);
    if (options.forgetDamaged) for (const { key } of plan.damaged) state.actions.forget(key);
    return plan;
  });
  guarded('remove a value', () => {
    for (const digest of done.drop) {
      if (!isLarge(state, digest)) rmSync(objectPath(state.folder, digest), { force: true });
    }
  });
  removeOrphans(done.orphans);
  state.index.compact();
  return done;
}

const NAMED = `
WITH RECURSIVE place(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM place WHERE i + 1 < @count)
SELECT substr(@digests, i * 32 + 1, 32) FROM place`;

/** Removes rows; the number of losses moves, since what was proven whole may be gone. */
function forget({ index }: State, digests: readonly Digest[]): void {
  if (digests.length === 0) return;
  const named = { count: digests.length, digests: blobOfAll(digests) };
  index.change(`DELETE FROM small WHERE digest IN (${NAMED})`, named);
  index.change(`DELETE FROM large WHERE digest IN (${NAMED})`, named);
  index.change(
    "INSERT INTO counters VALUES ('losses', 1) ON CONFLICT (name) DO UPDATE SET value = value + 1",
  );
}

const isLarge = ({ index }: State, digest: Digest): boolean =>
  index.value('SELECT 1 FROM large WHERE digest = ?', blobOf(digest)) !== undefined;
