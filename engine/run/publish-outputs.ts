import type { Digest } from '../../base/digest.ts';
import { publish } from '../../cache/publish.ts';
import type { ValidNode } from '../pipeline.ts';
import { LostObject } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import type { Outputs, StageFailure } from '../stage.ts';
import type { RunSetting } from './setting.ts';

/** Along with the record of a node: the key that it has now, and what is about to be put where people look. */
export function intendAll(
  { state, pipeline }: RunSetting,
  { node, key }: MissPlan,
  made: Outputs,
): void {
  state.recent.setLast(pipeline.name, node.id, key.digest);
  for (const { output, path } of node.publish) {
    const digest = made[output];
    if (digest) state.published.intend(path, digest);
  }
}

/** Puts a node's outputs where people look; returns what stood in the way. */
export function publishOutputs(
  { state, workspace, emit }: RunSetting,
  node: ValidNode,
  outputs: Outputs,
): StageFailure | undefined {
  for (const { output, path } of node.publish) {
    const digest = outputs[output] as Digest;
    const whole = state.objects.isWhole(digest);
    if (!whole.ok) throw new LostObject(digest, whole.error.why);
    const done = publish({ state, workspace, digest, path });
    if (!done.ok) {
      const { message, hint } = done.error;
      return { class: 'infra', message, ...(hint ? { hint } : {}) };
    }
    const { how, movedAside } = done.value;
    if (movedAside) emit({ type: 'moved-aside', path, to: movedAside });
    if (how !== 'unchanged') emit({ type: 'published', node: node.id, output, path, how });
  }
  return undefined;
}
