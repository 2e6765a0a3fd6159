import { fail, ok, type Result } from '../../../base/result.ts';
import type { ExtxyzFrame } from '../../../science/formats/extxyz.ts';
import type { Label, LevelOfTheory } from '../../../science/label.ts';
import type { Attributes } from '../../../science/structure.ts';
import type { ResolvedStress } from '../resolve.ts';
import type { FrameKeys } from './find-keys.ts';
import { frameStress } from './frame-stress.ts';

/** The label of a frame, or what is missing of it. Values may still be not finite: check them after. */
export function frameLabel(
  frame: ExtxyzFrame,
  keys: FrameKeys,
  stressSettings: ResolvedStress | undefined,
  level: LevelOfTheory,
): Result<Label, string> {
  for (const key of [keys.freeEnergy, keys.energy]) {
    if (frame.info[key] === undefined) return fail(`it has no energy '${key}'`);
    if (typeof frame.info[key] !== 'number') return fail(`its energy '${key}' is no number`);
  }
  const forces = frame.arrays[keys.forces];
  if (!forces) return fail(`it has no forces '${keys.forces}'`);
  if (forces.columns !== 3 || (forces.type !== 'R' && forces.type !== 'I')) {
    return fail(`its forces '${keys.forces}' are not three numbers an atom`);
  }
  const stress = stressSettings ? frameStress(frame, stressSettings) : ok(undefined);
  if (!stress.ok) return stress;
  return ok({
    freeEnergy: frame.info[keys.freeEnergy] as number,
    energy: frame.info[keys.energy] as number,
    forces: Float64Array.from(forces.values),
    ...(stress.value && { stress: stress.value }),
    level,
  });
}

/** What a frame says of its structure; `name` is what messages call it. */
export function frameAttributes(
  { info, arrays }: ExtxyzFrame,
  keys: FrameKeys,
  name: string,
): Attributes {
  const family = keys.family === undefined ? undefined : info[keys.family];
  const group = keys.group === undefined ? undefined : info[keys.group];
  const { masses, tags } = arrays;
  return {
    name,
    ...(family !== undefined && { family: String(family) }),
    ...(group !== undefined && { group: String(group) }),
    ...(masses?.type === 'R' && masses.columns === 1 && { masses: Array.from(masses.values) }),
    ...(tags?.type === 'I' && tags.columns === 1 && { tags: Array.from(tags.values) }),
  };
}
