import { decide } from '../plan/decide.ts';
import { look } from '../plan/look.ts';
import type { HitPlan, MissPlan, Plan, SourceDigests } from '../plan/plan.ts';
import type { StageLoader, Surroundings } from '../plan/surroundings.ts';
import { execute } from '../run/execute.ts';
import type { RunSetting } from '../run/setting.ts';
import type { Undone } from './undo.ts';

/** Plans a pipeline as it would be with some edits undone; `undefined` where that cannot be planned. */
export type Foresee = (undone: Undone) => Promise<Plan | undefined>;

/**
 * Plans by the same rules as a run. Cheap stages are evaluated into the store, as `plan` does; nothing
 * else is written. Settings of which one half is from before may be no settings at all: then no plan.
 */
export function foreseer(setting: RunSetting): Foresee {
  return async ({ pipeline, present }) => {
    const { state } = setting;
    const load = nowLoader(setting);
    const around: Surroundings = { state, pipeline: pipeline.name, load, deep: false };
    const quiet: RunSetting = { ...setting, pipeline, load, emit: () => {} };
    try {
      const { plan } = await look(withPresent(pipeline, present), around, (miss, sources) =>
        evaluate(quiet, around, miss, sources, present.get(miss.node.id)),
      );
      return { ...plan, pipeline };
    } catch {
      return undefined;
    }
  };
}

/** A stage's code is what it is now, whatever digest of it a key of before names. */
export function nowLoader(setting: RunSetting): StageLoader {
  const now = new Map(setting.pipeline.nodes.map((node) => [node.id, node]));
  return (node) => {
    const same = now.get(node.id);
    return setting.load(same?.uses === node.uses ? same : node);
  };
}

/** Nodes that are gone stand at the front, with the outputs that they had. */
function withPresent(pipeline: Undone['pipeline'], present: Undone['present']): Undone['pipeline'] {
  const [any] = pipeline.nodes;
  if (!any || present.size === 0) return pipeline;
  const gone = [...present.keys()].map((id) => ({
    ...any,
    id,
    kind: 'whole' as const,
    cheap: false,
    inputs: [],
    // No record may stand for it: what it had made is given, whatever the node that lends its form has made.
    with: { gone: id },
  }));
  return { ...pipeline, nodes: [...gone, ...pipeline.nodes] };
}

async function evaluate(
  setting: RunSetting,
  around: Surroundings,
  miss: MissPlan,
  sources: SourceDigests,
  outputs: HitPlan['outputs'] | undefined,
): Promise<HitPlan | MissPlan> {
  if (outputs) return { state: 'hit', node: miss.node, key: miss.key, outputs };
  if (!miss.node.cheap) return miss;
  const { result } = await execute(setting, around, miss, sources);
  return result.ok ? decide(around, miss.node, sources) : miss;
}
