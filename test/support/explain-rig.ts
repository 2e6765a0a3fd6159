import { readFileSync } from 'node:fs';
import { baseline } from '../../engine/explain/baseline.ts';
import { type Explanation, explain } from '../../engine/explain/explanation.ts';
import { foreseer } from '../../engine/explain/foresee.ts';
import { openPlaces } from '../../engine/explain/places.ts';
import type { Plan } from '../../engine/plan/plan.ts';
import type { StageRegistry } from '../../engine/registry.ts';
import { PLAIN } from '../../engine/run/choice.ts';
import { openClaims } from '../../engine/run/claims.ts';
import type { RunSetting } from '../../engine/run/setting.ts';
import { openUnits } from '../../engine/run/units.ts';
import { ComputePool } from '../../engine/workers/pool.ts';
import { loaderIn, overridesOf, type Rig } from './rig.ts';

/** What `--set` says. */
type Sets = Readonly<Record<string, string>>;

/** Explains pipelines in a rig's workspace against its last run, as the command does. */
export interface Explainer {
  explain(yaml: string, sets?: Sets): Promise<Explanation>;
  /** The plan with cheap stages evaluated. */
  foresee(yaml: string, sets?: Sets): Promise<Plan>;
  readonly setting: (yaml: string, sets?: Sets) => Promise<RunSetting>;
}

export function openExplainer(rig: Rig, stages: StageRegistry): Explainer {
  const setting = async (yaml: string, sets: Sets = {}): Promise<RunSetting> => ({
    pipeline: await rig.load(yaml, sets),
    workspace: rig.folder,
    state: rig.state(),
    load: loaderIn(stages, { open: rig.state }),
    jobs: 1,
    pool: () => new ComputePool(1),
    claims: openClaims(),
    units: openUnits(1),
    choice: PLAIN,
    emit: () => {},
    signal: new AbortController().signal,
  });
  const planOf = async (made: RunSetting): Promise<Plan> => {
    const plan = await foreseer(made)(made.pipeline);
    if (!plan) throw new Error('the pipeline itself cannot be planned');
    return plan;
  };
  return {
    setting,
    foresee: async (yaml, sets) => planOf(await setting(yaml, sets)),
    explain: async (yaml, sets = {}) => {
      const made = await setting(yaml, sets);
      const probe = {
        digestFile: (path: string) => rig.state().files.digestFile(path),
        readFile: (path: string) => readFileSync(path),
      };
      return explain({
        state: made.state,
        plan: await planOf(made),
        before: baseline(made.state, made.pipeline.name),
        places: openPlaces(probe, overridesOf(rig, sets)),
        foresee: foreseer(made),
        setting: made,
      });
    },
  };
}
