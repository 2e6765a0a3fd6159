import { defineStage } from '../../engine/stage.ts';
import { resolveBuild } from './resolve.ts';
import { BuildSettingsSchema } from './settings.ts';

/** The build stage: structures out of a crystal's name or a file, with no calculator asked. */
export const stage = defineStage({
  kind: 'whole',
  name: 'build',
  summary: 'Builds structures: a crystal or your own, strained, rattled, with vacancies',
  settings: BuildSettingsSchema as unknown as { readonly [key: string]: unknown },
  inputs: {},
  outputs: { structures: { type: 'structures', default: true }, rejected: { type: 'rejected' } },
  cheap: true,
  backend: () => ({
    name: 'build',
    version: 1,
    resolve: resolveBuild,
    // Loaded when it runs: a pipeline that is up to date needs no crystallography.
    run: async (context) => (await import('./run.ts')).runBuild(context),
  }),
});
