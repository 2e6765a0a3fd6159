import { fail, ok, type Result } from '../../base/result.ts';
import type { SettingIssue } from '../../engine/stage.ts';
import type { ResolvedDistortion } from './resolved.ts';
import type { DistortionConfig } from './settings.ts';

/** Distortions with their partners filled in, and what to say; undefined where there are none. */
export interface DistortionChoice {
  readonly distortion?: ResolvedDistortion;
  readonly notes: readonly string[];
}

const DEFAULT_STRAIN_RANGE = [-0.05, 0.05] as const;
const DEFAULT_STRAIN_STEPS = 7;
const DEFAULT_RATTLE_STDEV = 0.05;
const DEFAULT_RATTLES = 3;

/** Fills in the distortions' defaults and leaves out what does nothing. */
export function resolveDistortion(
  config: DistortionConfig = {},
): Result<DistortionChoice, readonly SettingIssue[]> {
  const notes: string[] = [];
  const strains = resolveStrains(config, notes);
  if (!strains.ok) return strains;
  const distortion = {
    ...strains.value,
    ...(config.voigt_strains?.length && { voigt_strains: config.voigt_strains }),
    ...resolveRattle(config, notes),
  };
  return ok({ ...(Object.keys(distortion).length > 0 && { distortion }), notes });
}

function resolveStrains(
  { strain_range: range, n_strain_steps: steps, strains }: DistortionConfig,
  notes: string[],
): Result<ResolvedDistortion, readonly SettingIssue[]> {
  if (strains) {
    if (range ?? steps) {
      const path = ['distortion', range ? 'strain_range' : 'n_strain_steps'];
      return fail([{ path, message: 'strains already gives the strains: keep one of the two' }]);
    }
    return ok(strains.length > 0 ? { strains } : {});
  }
  if (!range && steps === undefined) return ok({});
  const [first, last] = range ?? DEFAULT_STRAIN_RANGE;
  if (!range) notes.push(`strain_range [${first}, ${last}], the default`);
  if (steps === undefined) notes.push(`n_strain_steps ${DEFAULT_STRAIN_STEPS}, the default`);
  if (!((first as number) < (last as number))) {
    const message = `from ${first} to ${last} is no range`;
    return fail([
      { path: ['distortion', 'strain_range'], message, hint: 'the smaller strain comes first' },
    ]);
  }
  return ok({
    strain_range: [first as number, last as number],
    n_strain_steps: steps ?? DEFAULT_STRAIN_STEPS,
  });
}

function resolveRattle(
  { rattle_stdev: stdev, n_rattle_steps: count }: DistortionConfig,
  notes: string[],
): ResolvedDistortion {
  if (stdev === undefined && count === undefined) return {};
  if (stdev === 0 || count === 0) {
    if (stdev === 0 && count !== 0) notes.push('rattle_stdev is 0: nothing is rattled');
    return {};
  }
  if (stdev === undefined) notes.push(`rattle_stdev ${DEFAULT_RATTLE_STDEV} Å, the default`);
  if (count === undefined) notes.push(`n_rattle_steps ${DEFAULT_RATTLES}, the default`);
  return {
    rattle_stdev: stdev ?? DEFAULT_RATTLE_STDEV,
    n_rattle_steps: count ?? DEFAULT_RATTLES,
  };
}
