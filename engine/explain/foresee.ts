import type { ValidPipeline } from '../pipeline.ts';
import { decide } from '../plan/decide.ts';
import { look } from '../plan/look.ts';
import type { HitPlan, MissPlan, Plan, SourceDigests } from '../plan/plan.ts';
import type { StageLoader, Surroundings } from '../plan/surroundings.ts';
import { execute } from '../run/execute.ts';
import type { RunSetting } from '../run/setting.ts';

/** Plans a pipeline, as it is or with some edits undone; `undefined` where that cannot be planned. */
export type Foresee = (pipeline: ValidPipeline) => Promise<Plan | undefined>;

/**
 * Plans by the same rules as a run. Cheap stages are evaluated into the store, as `plan` does; nothing
 * else is written. Settings of which one half is from before may be no settings at all: then no plan.
 */
export function foreseer(setting: RunSetting): Foresee {
  return async (pipeline) => {
    const { state } = setting;
    const load = nowLoader(setting);
    const around: Surroundings = { state, pipeline: pipeline.name, load, deep: false };
    const quiet: RunSetting = { ...setting, pipeline, load, emit: () => {} };
    try {
      const { plan } = await look(pipeline, around, (miss, sources) =>
        evaluate(quiet, around, miss, sources),
      );
      return plan;
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

async function evaluate(
  setting: RunSetting,
  around: Surroundings,
  miss: MissPlan,
  sources: SourceDigests,
): Promise<HitPlan | MissPlan> {
  if (!miss.node.cheap) return miss;
  const { result } = await execute(setting, around, miss, sources);
  return result.ok ? decide(around, miss.node, sources) : miss;
}
