import { fail, ok, type Result } from '../../base/result.ts';
import type { StageFailure } from '../../engine/stage.ts';
import type { CommonDefectSettings } from './defects/common-plugin.ts';
import type { DefectStrategy } from './defects/strategy.ts';
import type { DistortionStrategy } from './distortions/strategy.ts';
import type { PlanarStrategy } from './planar/strategy.ts';
import type { ResolvedBuild } from './resolved.ts';
import { basePlugins, defectPlugins, distortionPlugins, planarPlugins } from './strategies.ts';
import type { BaseStrategy, Files, StrategyPlugin } from './strategy.ts';

/** The strategies that settings ask for, in the order of the tables. */
export interface OpenStrategies {
  readonly bases: readonly BaseStrategy[];
  readonly planars: readonly PlanarStrategy[];
  readonly strains: readonly DistortionStrategy[];
  readonly disorders: readonly DistortionStrategy[];
  readonly defects: readonly DefectStrategy[];
  /** Whether what has a defect is disordered as well. */
  readonly disorderedDefects: boolean;
  /** The settings that make more structures. */
  readonly more: readonly string[];
}

/** Opens every strategy that the resolved settings ask for; a failure is about a file that one names. */
export async function openStrategies(
  settings: ResolvedBuild,
  seed: number,
  files: Files,
): Promise<Result<OpenStrategies, StageFailure>> {
  const { distortion = {}, defects = {} } = settings;
  for (const plugin of distortionPlugins) {
    const failure = await plugin.check?.(distortion, files);
    if (failure) return fail(failure);
  }
  const phase = (name: string) => distortionPlugins.filter((plugin) => plugin.phase === name);
  const open = {
    bases: await opened(basePlugins, settings, seed, files),
    planars: await opened(planarPlugins, settings, seed, files),
    strains: await opened(phase('strain'), distortion, seed, files),
    disorders: await opened(phase('disorder'), distortion, seed, files),
    defects: await opened(defectPlugins, defects, seed, files),
  };
  const names = new Set(Object.values(open).flatMap((all) => all.map(({ name }) => name)));
  const plugins = [...basePlugins, ...planarPlugins, ...distortionPlugins, ...defectPlugins];
  const more = plugins.flatMap((plugin) =>
    plugin.more && names.has(plugin.name) ? [plugin.more] : [],
  );
  const { disordered = false } = defects as CommonDefectSettings;
  return ok({ ...open, disorderedDefects: disordered, more });
}

async function opened<Strategy>(
  plugins: readonly StrategyPlugin<Strategy, object, object>[],
  settings: object,
  seed: number,
  files: Files,
): Promise<Strategy[]> {
  const all = await Promise.all(plugins.map((plugin) => plugin.open(settings, seed, files)));
  return all.filter((strategy) => strategy !== undefined) as Strategy[];
}
