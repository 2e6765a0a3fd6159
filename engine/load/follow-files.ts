import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { isCheap } from '../is-cheap.ts';
import type { NamedFiles, SourceFile, ValidNode, ValidPipeline } from '../pipeline.ts';
import type { StageRegistry } from '../registry.ts';
import { resolvedBy } from './resolved-settings.ts';

/**
 * A pipeline as it is read with files that its settings name having other digests: only the nodes that name one are
 * resolved anew, by the same stage from the same settings. `undefined` where the whole has to be read: a stage of the user's
 * own, or one that refuses.
 */
export async function followFiles(
  pipeline: ValidPipeline,
  files: readonly SourceFile[],
  stages: StageRegistry,
): Promise<ValidPipeline | undefined> {
  const digests = new Map(files.map(({ path, digest }) => [path, digest]));
  const moved = new Set(
    pipeline.files.flatMap(({ path, digest }) => (digests.get(path) === digest ? [] : [path])),
  );
  const nodes: ValidNode[] = [];
  for (const node of pipeline.nodes) {
    const { named } = node;
    if (!named?.places.some(({ path }) => moved.has(path))) {
      nodes.push(node);
      continue;
    }
    const resolved = await resolvedAnew(node, named, digests, stages);
    if (!resolved) return undefined;
    nodes.push(resolved);
  }
  return { ...pipeline, nodes, files };
}

async function resolvedAnew(
  { with: _, how: __, program: ___, ...node }: ValidNode,
  { settings, places }: NamedFiles,
  digests: ReadonlyMap<string, Digest>,
  stages: StageRegistry,
): Promise<ValidNode | undefined> {
  if (node.module) return undefined;
  const stage = await stages.load(node.uses);
  const keyed = places.reduce<Canonical>(
    (value, { at, path }) => withAt(value, at, { file: digests.get(path) as Digest }),
    settings,
  ) as CanonicalObject;
  const resolved = resolvedBy(stage, keyed);
  if (!resolved.ok) return undefined;
  const named = { settings: keyed, places };
  return { ...node, ...resolved.value, named, cheap: isCheap(stage, resolved.value.with) };
}

/** A value with another one at a place. */
function withAt(
  value: Canonical,
  [step, ...rest]: NamedFiles['places'][number]['at'],
  put: Canonical,
): Canonical {
  if (step === undefined) return put;
  if (Array.isArray(value))
    return value.map((one, at) => (at === step ? withAt(one, rest, put) : one));
  const map = value as { readonly [key: string]: Canonical };
  return { ...map, [step]: withAt(map[step] as Canonical, rest, put) };
}
