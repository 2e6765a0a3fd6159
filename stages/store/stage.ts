import { defineStage } from '../../engine/stage.ts';
import { resolveStore } from './resolve.ts';
import { StoreSettingsSchema } from './settings.ts';

/** The store stage: labels become a dataset with its split, and an ase.db that shows it. */
export const stage = defineStage({
  kind: 'whole',
  name: 'store',
  summary: 'Gathers labels into a dataset: the split, the holes, and an ase.db of it',
  settings: StoreSettingsSchema as unknown as { readonly [key: string]: unknown },
  inputs: {
    labels: { type: 'labels', many: true, optional: true },
    structures: { type: 'structures', many: true, optional: true },
  },
  outputs: {
    dataset: { type: 'dataset', default: true },
    database: { type: 'database' },
  },
  backend: () => ({
    name: 'ase-db',
    version: 2,
    resolve: resolveStore,
    // Loaded when it runs: a pipeline that is up to date needs no database.
    run: async (context) => (await import('./run.ts')).runStore(context),
  }),
});
