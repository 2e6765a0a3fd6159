import type { CanonicalObject } from '../base/canonical.ts';
import type { Stage } from './stage.ts';

/** Whether `plan` may do a node's work at once, to know what comes after it. */
export function isCheap(stage: Stage | undefined, settings: CanonicalObject): boolean {
  if (stage?.kind !== 'whole') return false;
  return typeof stage.cheap === 'function' ? stage.cheap(settings) : stage.cheap === true;
}
