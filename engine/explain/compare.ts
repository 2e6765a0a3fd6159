import type { RunSetting } from '../run/setting.ts';
import { asIfForeseer, beforeOf, NOTHING, planAsIf } from './as-if.ts';
import { type Explanation, explain, type Price } from './explanation.ts';
import type { Places } from './places.ts';

/** Two pipelines to compare, each with what running it needs. */
export interface Comparison {
  readonly before: RunSetting;
  readonly now: RunSetting;
  readonly places: Places;
  readonly price?: Price;
}

/** Explains what a pipeline would make in a workspace that has exactly what another one makes. */
export async function compare({ before, now, places, price }: Comparison): Promise<Explanation> {
  const first = await planAsIf(before, before.pipeline, NOTHING);
  const second = await planAsIf(now, now.pipeline, first);
  return explain({
    state: now.state,
    plan: second.plan,
    before: beforeOf(first),
    places,
    foresee: asIfForeseer(now, first),
    setting: now,
    ...(price ? { price } : {}),
  });
}
