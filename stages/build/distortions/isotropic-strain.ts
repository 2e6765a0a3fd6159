import { type Static, Type } from '../../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { isotropicStrain, linspace, strainStructure } from '../../../science/strain.ts';
import { amountText } from '../parent.ts';
import { distortionPlugin, type StrategyChoice } from '../strategy.ts';
import type { DistortionStrategy } from './strategy.ts';

const strain = Type.Number({ minimum: -0.5, maximum: 1, description: 'Linear strain' });

const fields = {
  strain_range: Type.Optional(
    Type.Array(strain, {
      minItems: 2,
      maxItems: 2,
      description:
        'First and last linear isotropic strain: [-0.05, 0.05] is about -14 % to +16 % of the volume. Default when n_strain_steps is given: [-0.05, 0.05]',
    }),
  ),
  n_strain_steps: Type.Optional(
    Type.Integer({
      minimum: 2,
      maximum: 100000,
      description:
        'Number of evenly spaced strains in strain_range, ends included; odd keeps the unstrained crystal among them. From n to 2n-1 all old ones stay. Default when strain_range is given: 7',
    }),
  ),
  strains: Type.Optional(
    Type.Array(strain, {
      description: 'The linear isotropic strains one by one, instead of strain_range',
    }),
  ),
};

type Config = Static<ReturnType<typeof Type.Object<typeof fields>>>;

interface Settings {
  readonly strain_range?: readonly [number, number];
  readonly n_strain_steps?: number;
  readonly strains?: readonly number[];
}

const DEFAULT_RANGE = [-0.05, 0.05] as const;
const DEFAULT_STEPS = 7;

/** The equation of state: the crystal at each linear strain. */
export const isotropicStrains = (strains: readonly number[]): DistortionStrategy => ({
  name: 'isotropic strain',
  group: 'eos',
  *distort({ structure }) {
    for (const e of strains) {
      yield {
        structure: strainStructure(structure, isotropicStrain(e)),
        operation: `strain ${amountText(e)}`,
      };
    }
  },
});

/** `strain_range` with `n_strain_steps`, or `strains`. */
export const isotropicStrainPlugin = distortionPlugin<Config, Settings>({
  name: 'isotropic strain',
  phase: 'strain',
  more: 'distortion.n_strain_steps',
  fields,
  resolve,
  open: ({ strain_range: range, n_strain_steps: steps = 0, strains = [] }) => {
    const all = range ? linspace(range[0], range[1], steps) : strains;
    return all.length > 0 ? isotropicStrains(all) : undefined;
  },
});

function resolve({
  strain_range: range,
  n_strain_steps: steps,
  strains,
}: Config): Result<StrategyChoice, readonly SettingIssue[]> {
  if (strains) {
    if (range ?? steps) {
      const path = ['distortion', range ? 'strain_range' : 'n_strain_steps'];
      return fail([{ path, message: 'strains already gives the strains: keep one of the two' }]);
    }
    return ok({ settings: strains.length > 0 ? { strains } : {} });
  }
  if (!range && steps === undefined) return ok({ settings: {} });
  const notes: string[] = [];
  const [first, last] = range ?? DEFAULT_RANGE;
  if (!range) notes.push(`strain_range [${first}, ${last}], the default`);
  if (steps === undefined) notes.push(`n_strain_steps ${DEFAULT_STEPS}, the default`);
  if (!((first as number) < (last as number))) {
    const message = `from ${first} to ${last} is no range`;
    return fail([
      { path: ['distortion', 'strain_range'], message, hint: 'the smaller strain comes first' },
    ]);
  }
  const settings = { strain_range: [first, last], n_strain_steps: steps ?? DEFAULT_STEPS };
  return ok({ settings, notes });
}
