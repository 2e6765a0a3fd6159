import { defineStage } from '../../engine/stage.ts';
import { commandCost } from './cost.ts';
import { declareCommand } from './declare.ts';
import { resolveCommand } from './resolve.ts';
import { CommandSettingsSchema } from './settings.ts';

/** The command stage: any program, in a folder of its own, with what it reads and makes declared. */
export const stage = defineStage({
  kind: 'whole',
  name: 'command',
  summary:
    'Runs a program of yours: inputs are files in its folder, outputs are what it leaves there',
  settings: CommandSettingsSchema as unknown as { readonly [key: string]: unknown },
  inputs: {},
  outputs: {},
  declare: declareCommand,
  backend: () => ({
    name: 'command',
    version: 1,
    resolve: resolveCommand,
    cost: commandCost,
    run: async (context) => (await import('./run.ts')).runCommand(context),
  }),
});
