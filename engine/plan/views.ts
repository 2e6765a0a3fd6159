import { type Digest, digestBytes } from '../../base/digest.ts';
import { viewKey } from '../keys.ts';
import type { ValidInput, ValidNode } from '../pipeline.ts';
import { readObject } from './items.ts';
import type { SourceDigests } from './plan.ts';
import type { Surroundings } from './surroundings.ts';

/**
 * The digests that a node's key names for its inputs: the sources themselves, or, where the stage
 * declares a view, the view's. A view already made is looked up; a new one is computed here and kept
 * by {@link keepViews} when the node runs.
 */
export async function viewDigests(
  around: Surroundings,
  node: ValidNode,
  sources: SourceDigests,
): Promise<SourceDigests> {
  const digests: { [input: string]: readonly Digest[] } = {};
  for (const input of node.inputs) {
    const found = sources[input.name];
    if (!found) continue;
    digests[input.name] = input.view
      ? await Promise.all(found.map((source) => viewDigest(around, node, input, source)))
      : found;
  }
  return digests;
}

async function viewDigest(
  around: Surroundings,
  node: ValidNode,
  input: ValidInput,
  source: Digest,
): Promise<Digest> {
  const known = recordedView(around, node, input, source);
  if (known) return known;
  return digestBytes(await projected(around, node, input, source));
}

function recordedView(
  { state }: Surroundings,
  node: ValidNode,
  input: ValidInput,
  source: Digest,
): Digest | undefined {
  if (!input.view) return source;
  return state.actions.find(viewKey(node, input.view, source).digest)?.outputs.view;
}

async function projected(
  { state, load }: Surroundings,
  node: ValidNode,
  input: ValidInput,
  source: Digest,
): Promise<Uint8Array> {
  const view = (await load(node)).inputs[input.name]?.view;
  if (!view) throw new Error(`internal error: ${node.uses} has no view of ${input.name}`);
  return view.project(readObject(state, source));
}

/** Keeps the views that a node is about to read, with their records. */
export async function keepViews(
  around: Surroundings,
  node: ValidNode,
  sources: SourceDigests,
): Promise<void> {
  for (const input of node.inputs) {
    if (!input.view) continue;
    for (const source of sources[input.name] ?? []) {
      const recorded = recordedView(around, node, input, source);
      if (recorded && around.state.objects.isWhole(recorded).ok) continue;
      const bytes = await projected(around, node, input, source);
      keepView(around, viewKey(node, input.view, source), bytes);
    }
  }
}

function keepView(
  { state }: Surroundings,
  key: ReturnType<typeof viewKey>,
  bytes: Uint8Array,
): void {
  state.transaction(() => {
    state.objects.put(key.preimage);
    const view = state.objects.put(bytes);
    state.actions.record(key.digest, {
      outputs: { view },
      outcome: 'ok',
      cost: { cpuSeconds: 0, wallSeconds: 0 },
      made: Date.now(),
      origin: 'run',
    });
  });
}
