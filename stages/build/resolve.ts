import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { ResolveResult, SettingIssue } from '../../engine/stage.ts';
import { resolveFilters } from './filters/filters.ts';
import { resolveSystem, type SystemChoice } from './resolve-system.ts';
import type { ResolvedBuild } from './resolved.ts';
import type { BuildSettings } from './settings.ts';
import { basePlugins, defectPlugins, distortionPlugins, planarPlugins } from './strategies.ts';
import type { Given, StrategyChoice, StrategyPlugin } from './strategy.ts';

const DEFAULT_SEED = 42;

/**
 * The settings with every default filled in and what cannot matter left out, so that a default
 * spelled out, or a seed where nothing is random, is no change. Says the choices made.
 */
export function resolveBuild(settings: Canonical): ResolveResult {
  const config = settings as unknown as BuildSettings;
  const system = config.system ? resolveSystem(config.system) : ok(undefined);
  const bases = system.ok ? resolveBases(config, system.value) : system;
  const given: Given = {
    config,
    ...(system.ok && system.value && { system: system.value.system }),
  };
  const planar = merged(planarPlugins, config, given);
  const distortion = merged(distortionPlugins, config.distortion ?? {}, given);
  const defects = merged(defectPlugins, config.defects ?? {}, given);
  const filters = resolveFilters(config.filters);
  if (!bases.ok || !planar.ok || !distortion.ok || !defects.ok || !filters.ok) {
    return fail(
      [bases, planar, distortion, defects, filters].flatMap((part) => (part.ok ? [] : part.error)),
    );
  }
  const { number_of_structures: cap, seed = DEFAULT_SEED } = config;
  const resolved: ResolvedBuild = {
    ...bases.value.settings,
    ...planar.value.settings,
    ...(isAny(distortion.value) && { distortion: distortion.value.settings }),
    ...(isAny(defects.value) && { defects: defects.value.settings }),
    ...(Object.keys(filters.value).length > 0 && { filters: filters.value }),
    ...(cap !== undefined && { number_of_structures: cap }),
  };
  return ok({
    with: { ...resolved, ...(isRandom(resolved) && { seed }) } as unknown as CanonicalObject,
    notes: [bases.value, planar.value, distortion.value, defects.value].flatMap(
      ({ notes = [] }) => notes,
    ),
  });
}

const isAny = ({ settings }: StrategyChoice): boolean => Object.keys(settings).length > 0;

const isRandom = (resolved: ResolvedBuild): boolean => {
  const { distortion = {}, defects = {}, number_of_structures: cap } = resolved;
  return (
    cap !== undefined ||
    [...basePlugins, ...planarPlugins].some((plugin) => plugin.isRandom?.(resolved)) ||
    distortionPlugins.some((plugin) => plugin.isRandom?.(distortion)) ||
    defectPlugins.some((plugin) => plugin.isRandom?.(defects))
  );
};

function resolveBases(
  config: BuildSettings,
  choice: SystemChoice | undefined,
): Result<StrategyChoice, readonly SettingIssue[]> {
  if (config.system && config['import']) {
    return fail([{ path: ['import'], message: '`system` is given too: keep one of the two' }]);
  }
  const asked = basePlugins.filter(({ fields, isAsked }) =>
    isAsked ? isAsked(config) : Object.keys(fields).some((field) => config[field] !== undefined),
  );
  const hint = 'system: { elements: [Cu], crystal_structure: fcc }';
  if (asked.length === 0) {
    return fail([{ path: [], message: 'neither `system` nor `import` says what to build', hint }]);
  }
  if (config.system && !choice && asked.length === 1) {
    return fail([{ path: ['system'], message: 'the crystal_structure is missing', hint }]);
  }
  const replaced = asked.map(({ replaces }) => replaces);
  const heard = asked.filter(({ name }) => !replaced.includes(name));
  const bases = merged(heard, config, { config, ...(choice && { system: choice.system }) });
  if (!bases.ok) return bases;
  const { settings, notes = [] } = bases.value;
  return ok({ settings, notes: [...(choice?.notes ?? []), ...notes] });
}

/** What several strategies make of one section. */
function merged(
  plugins: readonly StrategyPlugin<unknown, object, object>[],
  section: object,
  given: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  const choices = plugins.map((plugin) => plugin.resolve(section, given));
  const issues = choices.flatMap((choice) => (choice.ok ? [] : choice.error));
  if (issues.length > 0) return fail(issues);
  const made = choices.flatMap((choice) => (choice.ok ? [choice.value] : []));
  return ok({
    settings: Object.assign({}, ...made.map(({ settings }) => settings)),
    notes: made.flatMap(({ notes = [] }) => notes),
  });
}
