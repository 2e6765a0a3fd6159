import type { StageRegistry } from '../engine/registry.ts';
import type { Stage } from '../engine/stage.ts';

/** One line a stage: its word in the YAML, and where it lives. Loaded only when a run needs it. */
const loaders: { readonly [name: string]: () => Promise<Stage> } = {
  build: async () => (await import('./build/stage.ts')).stage,
  oracle: async () => (await import('./oracle/stage.ts')).stage,
  store: async () => (await import('./store/stage.ts')).stage,
  train: async () => (await import('./train/stage.ts')).stage,
  validate: async () => (await import('./validate/stage.ts')).stage,
  'active-set': async () => (await import('./active-set/stage.ts')).stage,
  command: async () => (await import('./command/stage.ts')).stage,
};

/** The stages that come with the program. */
export const registry: StageRegistry = {
  names: Object.keys(loaders),
  load: (name) => {
    const loader = loaders[name];
    if (!loader) throw new Error(`internal error: no stage ${name}`);
    return loader();
  },
};
