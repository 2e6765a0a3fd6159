import type { Digest } from '../../base/digest.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import { decide } from './decide.ts';
import { LostObject } from './items.ts';
import {
  type Decide,
  type HitPlan,
  type MissPlan,
  type Plan,
  planPipeline,
  type SourceDigests,
  type Stood,
} from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/** An object that was found lost while planning or running. */
export interface Loss {
  readonly node: string;
  readonly digest: Digest;
  readonly why: string;
}

export interface Look {
  readonly plan: Plan;
  readonly losses: readonly Loss[];
}

/** Every loss is forgotten when it is found, so looking ends; more than this means a failing disk. */
const MOST_LOOKS = 20;

/**
 * Plans against the state as it is. An object found lost on the way is reported, and the plan is made
 * again, in which the node that made it does so anew; where much is lost, looking behind every record. `onMiss` may turn a
 * miss into a hit by doing the work (the cheap stages of `plan`).
 */
export async function look(
  pipeline: ValidPipeline,
  around: Surroundings,
  onMiss: (miss: MissPlan, sources: SourceDigests) => Promise<HitPlan | MissPlan> = async (m) => m,
  stood?: Stood,
): Promise<Look> {
  const losses: Loss[] = [];
  for (;;) {
    let at: ValidNode | undefined;
    const lost = new Set([...(around.lost ?? []), ...losses.map(({ digest }) => digest)]);
    const seen = { ...around, lost, deep: around.deep || losses.length > MOST_LOOKS / 2 };
    try {
      const decided: Decide = async (node, sources) => {
        at = node;
        const found = await decide(seen, node, sources);
        return found.state === 'miss' ? onMiss(found, sources) : found;
      };
      // What made a lost object has to be looked at, too.
      const plan = await planPipeline(pipeline, decided, lost.size > 0 ? undefined : stood);
      return { plan, losses };
    } catch (error) {
      if (!(error instanceof LostObject) || losses.length >= MOST_LOOKS) throw error;
      losses.push({ node: at?.id ?? '', digest: error.digest, why: error.why });
    }
  }
}
