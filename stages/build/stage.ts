import { defineStage } from '../../engine/stage.ts';
import { resolveBuild } from './resolve.ts';
import type { ResolvedBuild } from './resolved.ts';
import { BuildSettingsSchema } from './settings.ts';
import { basePlugins, defectPlugins, distortionPlugins, planarPlugins } from './strategies.ts';

/** The build stage: structures out of a crystal's name or a file, with no calculator asked. */
export const stage = defineStage({
  kind: 'whole',
  name: 'build',
  summary: 'Builds structures: a crystal or your own, strained, rattled, with vacancies',
  settings: BuildSettingsSchema as unknown as { readonly [key: string]: unknown },
  inputs: {},
  outputs: { structures: { type: 'structures', default: true }, rejected: { type: 'rejected' } },
  cheap: (settings) => !isCostly(settings as ResolvedBuild),
  backend: () => ({
    name: 'build',
    version: 2,
    resolve: resolveBuild,
    // Loaded when it runs: a pipeline that is up to date needs no crystallography.
    run: async (context) => (await import('./run.ts')).runBuild(context),
  }),
});

/** Whether a strategy takes so long that `plan` should not wait for it. */
function isCostly(settings: ResolvedBuild): boolean {
  const { distortion = {}, defects = {} } = settings;
  return (
    [...basePlugins, ...planarPlugins].some((plugin) => plugin.isCostly?.(settings)) ||
    distortionPlugins.some((plugin) => plugin.isCostly?.(distortion)) ||
    defectPlugins.some((plugin) => plugin.isCostly?.(defects))
  );
}
