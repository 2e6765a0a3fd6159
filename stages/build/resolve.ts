import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { FileReference, ResolveResult, SettingIssue } from '../../engine/stage.ts';
import type { Repeats } from '../../science/supercell.ts';
import { resolveDistortion } from './resolve-distortion.ts';
import { resolveSystem } from './resolve-system.ts';
import type { ResolvedBuild } from './resolved.ts';
import type { BuildSettings } from './settings.ts';

const DEFAULT_SEED = 42;

/**
 * The settings with every default filled in and what cannot matter left out, so that a default
 * spelled out, or a seed where nothing is random, is no change. Says the choices made.
 */
export function resolveBuild(settings: Canonical): ResolveResult {
  const config = settings as unknown as BuildSettings;
  const base = resolveBase(config);
  const distortion = resolveDistortion(config.distortion);
  if (!base.ok || !distortion.ok) {
    return fail([...(base.ok ? [] : base.error), ...(distortion.ok ? [] : distortion.error)]);
  }
  const resolved: ResolvedBuild = {
    ...base.value.resolved,
    ...(distortion.value.distortion && { distortion: distortion.value.distortion }),
    ...(config.defects?.vacancies && { defects: { vacancies: true } }),
    ...(config.number_of_structures !== undefined && {
      number_of_structures: config.number_of_structures,
    }),
  };
  const seed = config.seed ?? DEFAULT_SEED;
  return ok({
    with: { ...resolved, ...(isRandom(resolved) && { seed }) } as unknown as CanonicalObject,
    notes: [...base.value.notes, ...distortion.value.notes],
  });
}

const isRandom = ({ distortion, number_of_structures: cap, system }: ResolvedBuild): boolean =>
  distortion?.n_rattle_steps !== undefined ||
  cap !== undefined ||
  Object.keys(system?.composition ?? {}).length > 1;

interface BaseChoice {
  readonly resolved: ResolvedBuild;
  readonly notes: readonly string[];
}

function resolveBase(config: BuildSettings): Result<BaseChoice, readonly SettingIssue[]> {
  const supercell = config.supercell as unknown as Repeats | undefined;
  if (config.system && config.import) {
    return fail([{ path: ['import'], message: '`system` is given too: keep one of the two' }]);
  }
  if (config.system) {
    const choice = resolveSystem(config.system, supercell);
    if (!choice.ok) return choice;
    const { notes, ...resolved } = choice.value;
    return ok({ resolved, notes });
  }
  if (!config.import) {
    const hint = 'system: { elements: [Cu], crystal_structure: fcc }';
    return fail([{ path: [], message: 'neither `system` nor `import` says what to build', hint }]);
  }
  const isRepeated = supercell?.some((n) => n > 1) ?? false;
  const file = config.import.file as unknown as FileReference;
  return ok({
    resolved: { import: { file }, ...(supercell && isRepeated && { supercell }) },
    notes: [],
  });
}
