import type { Canonical } from '../../base/canonical.ts';
import { defineStage, type MapBackend, type MapStage } from '../../engine/stage.ts';
import { calculators } from './calculators.ts';
import { oracleSettings } from './settings.ts';

/** The oracle stage: a label (energies, forces, stress) for every structure, each with a key of its own. */
export const stage: MapStage = defineStage({
  kind: 'map',
  name: 'oracle',
  summary: 'Labels structures with energies, forces and stress',
  settings: oracleSettings(calculators) as unknown as { readonly [key: string]: unknown },
  inputs: { structures: { type: 'structures' } },
  outputs: { labels: { type: 'labels', default: true }, failures: { type: 'failures' } },
  backend: backendOf,
});

function backendOf(settings: Canonical): MapBackend {
  const { calculator } = settings as { readonly calculator: string };
  const found = calculators.find(({ name }) => name === calculator);
  if (!found) throw new Error(`internal error: the schema let the calculator ${calculator} pass`);
  return found.backend;
}
