import type { Digest } from '../base/digest.ts';
import type { ValidNode } from '../engine/pipeline.ts';
import { readObject } from '../engine/plan/items.ts';
import { look } from '../engine/plan/look.ts';
import { type KnownOutputs, sourceDigests } from '../engine/plan/plan.ts';
import type { Outputs } from '../engine/stage.ts';
import { trainingView } from '../science/dataset.ts';
import { shownConfig } from '../stages/train/pacemaker/shown-config.ts';
import { loaderOf, type Opened } from './open.ts';

/** The input.yaml of each node that pacemaker fits, by node: with its dataset where that is there. */
export async function pacemakerConfigs(
  opened: Opened,
): Promise<readonly (readonly [node: string, text: string])[]> {
  const { pipeline, state, request } = opened;
  const nodes = pipeline.nodes.filter(({ backend }) => backend.name === 'pacemaker');
  if (nodes.length === 0) return [];
  const load = loaderOf(request);
  const around = {
    state,
    pipeline: pipeline.name,
    load,
    deep: false,
    force: new Set<string>(),
    retryFailed: false,
  };
  const { plan } = await look(pipeline, around, (miss) => Promise.resolve(miss));
  const outputs = new Map<string, Outputs>();
  for (const one of plan.nodes) if (one.state === 'hit') outputs.set(one.node.id, one.outputs);
  return nodes.map((node) => [node.id, configOf(opened, node, (id) => outputs.get(id))]);
}

function configOf({ state }: Opened, node: ValidNode, known: KnownOutputs): string {
  const [dataset] = sourceDigests(node, known)?.['dataset'] ?? [];
  const settings = { with: node.with, how: node.how ?? {} };
  if (dataset === undefined) return shownConfig(settings);
  const view = trainingView(readObject(state, dataset));
  const read = (digest: Digest): Uint8Array =>
    digest === dataset ? view : readObject(state, digest);
  return shownConfig({ ...settings, dataset: { input: () => [dataset], read } });
}
