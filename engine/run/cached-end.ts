import type { HitPlan } from '../plan/plan.ts';
import type { NodeEnd } from './node-end.ts';
import type { RunSetting } from './setting.ts';

/** The end of a node that is up to date; its key is its last one from now on. */
export function cachedEnd({ state, pipeline }: RunSetting, hit: HitPlan): NodeEnd {
  const { node, key, outputs, items = 0, holes = 0 } = hit;
  if (state.recent.last(pipeline.name, node.id) !== key.digest) {
    state.recent.setLast(pipeline.name, node.id, key.digest);
  }
  const counts = { executed: 0, cached: items - holes, failed: holes, skipped: 0 };
  return { outcome: 'cached', outputs, ...(hit.items === undefined ? {} : { items: counts }) };
}
