import { fail, ok, type Result } from '../../base/result.ts';
import type { SettingIssue } from '../../engine/stage.ts';
import type { RadialForm } from '../../science/ace/basis.ts';
import type { Weighting } from '../../science/ace-fit/weighting.ts';
import type { AceSettings } from './ace-settings.ts';

/** A core that is there while the rest is fitted: eV Å, 1/Å^2, Å. */
export interface HardCore {
  readonly core: 'distance' | 'density';
  readonly prefactor: number;
  readonly exponent: number;
  readonly r_in: number;
  readonly delta_in: number;
}

/** The settings of `ace` as they are hashed: only what differs from the default is there. */
export interface ResolvedAce {
  readonly radial?: RadialForm;
  /** Left out: a ZBL core below the shortest distance of the data. */
  readonly repulsion?: 'none' | HardCore;
  readonly weights?: Weighting;
}

/** Lambdas where none is given. */
const PARAMETERS = { ChebExpCos: 5.25, ChebPow: 2 } as const;

/** Fills in what belongs together, and leaves out what is the default. */
export function resolveAce(
  settings: AceSettings | undefined,
): Result<ResolvedAce, readonly SettingIssue[]> {
  if (!settings) return ok({});
  const { radial_basis: kind = 'SBessel', radial_parameter: parameter, repulsion } = settings;
  const core = resolveRepulsion(repulsion);
  if (!core.ok) return fail([core.error]);
  if (kind === 'SBessel' && parameter !== undefined) {
    const message = 'SBessel has no parameter';
    return fail([{ path: ['ace', 'radial_parameter'], message }]);
  }
  const { groups = {}, energy_scale: energyScale = null } = settings.weights ?? {};
  const kept = Object.fromEntries(Object.entries(groups).filter(([, factor]) => factor !== 1));
  const weighs = energyScale !== null || Object.keys(kept).length > 0;
  return ok({
    ...(kind !== 'SBessel' && { radial: { kind, parameter: parameter ?? PARAMETERS[kind] } }),
    ...(core.value && { repulsion: core.value }),
    ...(weighs && { weights: { groups: kept, energyScale } }),
  });
}

function resolveRepulsion(
  repulsion: AceSettings['repulsion'],
): Result<'none' | HardCore | undefined, SettingIssue> {
  if (repulsion === undefined || repulsion === 'auto') return ok(undefined);
  if (repulsion === 'none') return ok('none');
  const { core, prefactor, exponent, r_in: end, delta_in: width } = repulsion;
  // r_in and delta_in have no meaning there, and are not in the key
  if (core === 'density') return ok({ core, prefactor, exponent, r_in: 0, delta_in: 0 });
  if (end === undefined || width === undefined || width > end) {
    const message = 'a core by distance needs r_in, and a delta_in no larger than it';
    return fail({ path: ['ace', 'repulsion'], message });
  }
  return ok({ core, prefactor, exponent, r_in: end, delta_in: width });
}
