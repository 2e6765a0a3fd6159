import type { DefectStrategy } from './defects/strategy.ts';
import type { DistortionStrategy } from './distortions/strategy.ts';
import type { PlanarStrategy } from './planar/strategy.ts';
import type { ResolvedBuild } from './resolved.ts';
import { basePlugins, defectPlugins, distortionPlugins, planarPlugins } from './strategies.ts';
import type { BaseStrategy, StrategyPlugin } from './strategy.ts';

/** The strategies that settings ask for, in the order of the tables. */
export interface OpenStrategies {
  readonly bases: readonly BaseStrategy[];
  readonly planars: readonly PlanarStrategy[];
  readonly strains: readonly DistortionStrategy[];
  readonly disorders: readonly DistortionStrategy[];
  readonly defects: readonly DefectStrategy[];
  /** The settings that make more structures. */
  readonly more: readonly string[];
}

/** Opens every strategy that the resolved settings ask for. */
export async function openStrategies(
  settings: ResolvedBuild,
  seed: number,
): Promise<OpenStrategies> {
  const { distortion = {}, defects = {} } = settings;
  const phase = (name: string) => distortionPlugins.filter((plugin) => plugin.phase === name);
  const open = {
    bases: await opened(basePlugins, settings, seed),
    planars: await opened(planarPlugins, settings, seed),
    strains: await opened(phase('strain'), distortion, seed),
    disorders: await opened(phase('disorder'), distortion, seed),
    defects: await opened(defectPlugins, defects, seed),
  };
  const names = new Set(Object.values(open).flatMap((all) => all.map(({ name }) => name)));
  const plugins = [...basePlugins, ...planarPlugins, ...distortionPlugins, ...defectPlugins];
  const more = plugins.flatMap((plugin) =>
    plugin.more && names.has(plugin.name) ? [plugin.more] : [],
  );
  return { ...open, more };
}

async function opened<Strategy>(
  plugins: readonly StrategyPlugin<Strategy, object, object>[],
  settings: object,
  seed: number,
): Promise<Strategy[]> {
  const all = await Promise.all(plugins.map((plugin) => plugin.open(settings, seed)));
  return all.filter((strategy) => strategy !== undefined) as Strategy[];
}
