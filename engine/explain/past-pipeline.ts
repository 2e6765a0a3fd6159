import type { Digest } from '../../base/digest.ts';
import type { State } from '../../cache/state.ts';
import { orderNodes } from '../graph.ts';
import { isCheap } from '../is-cheap.ts';
import { outputsOf } from '../load/drafts.ts';
import type { ValidInput, ValidNode, ValidPipeline } from '../pipeline.ts';
import type { StageRegistry } from '../registry.ts';
import type { Stage } from '../stage.ts';
import { type Before, type NodeBefore, readBefore } from './before.ts';
import { type OutputsBefore, openOutputs, sourceOf, viewOf } from './wiring.ts';

/**
 * A pipeline put together again from the keys that its nodes had, to be compared and planned; it has no
 * file, so its edits have no places. An edge is found by the value that it carried; one whose value
 * nothing kept has is left out.
 */
export async function pastPipeline(
  state: State,
  name: string,
  keys: ReadonlyMap<string, Digest>,
  stages: StageRegistry,
): Promise<ValidPipeline> {
  const before = readBefore(state, keys);
  const outputs = openOutputs(state, before);
  const nodes = new Map<string, ValidNode>();
  for (const [id, was] of before) {
    const word = was.parts.stage;
    const stage =
      word !== undefined && stages.names.includes(word) ? await stages.load(word) : undefined;
    nodes.set(id, pastNode(state, before, outputs, id, was, stage));
  }
  return { name, file: '', nodes: ordered(nodes), files: [], read: 0 };
}

/** A pipeline with only some of its nodes, and with nodes of another one beside them. */
export function withNodes(
  pipeline: ValidPipeline,
  keep: (node: string) => boolean,
  others: readonly ValidNode[],
): ValidPipeline {
  const nodes = [...pipeline.nodes.filter(({ id }) => keep(id)), ...others];
  return { ...pipeline, nodes: ordered(new Map(nodes.map((node) => [node.id, node]))) };
}

const NOWHERE = { file: '', line: 0, column: 0, length: 0, lineText: '' };

/** A node put together from its key, its record and its stage, where that is known. */
export function pastNode(
  state: State,
  before: Before,
  outputs: OutputsBefore,
  id: string,
  was: NodeBefore,
  stage: Stage | undefined,
): ValidNode {
  const { stage: word, code, backend, version, reading } = was.parts;
  const record = state.actions.find(was.key);
  const node: ValidNode = {
    id,
    uses: word ?? 'a stage of your own',
    kind: stage?.kind ?? (record?.items === undefined ? 'whole' : 'map'),
    ...(code ? { module: { path: '', code } } : {}),
    backend: {
      name: backend,
      version,
      ...(reading === undefined ? {} : { readingVersion: reading }),
    },
    with: was.parts.with,
    notes: [],
    cheap: isCheap(stage, was.parts.with),
    inputs: [],
    outputs: stage
      ? outputsOf(stage)
      : Object.keys(record?.outputs ?? {}).map((output) => ({ name: output, type: '' })),
    needs: [],
    publish: [],
    // As many holes as it had were allowed.
    conduct: { attempts: 1, growth: 1, allowMissing: { count: record?.holes ?? 0 } },
    span: NOWHERE,
  };
  return { ...node, inputs: pastInputs(state, before, outputs, node, was, stage) };
}

function pastInputs(
  state: State,
  before: Before,
  outputs: OutputsBefore,
  node: ValidNode,
  was: NodeBefore,
  stage: Stage | undefined,
): readonly ValidInput[] {
  return Object.entries(was.parts.inputs).flatMap(([name, digests]): ValidInput[] => {
    const spec = stage?.inputs[name]?.view;
    const view = spec && { name: spec.name, version: spec.version };
    const seen = (digest: Digest): Digest | undefined =>
      view ? viewOf(state, node, view, digest) : digest;
    const sources = digests.flatMap((digest) => sourceOf(before, outputs, seen, digest) ?? []);
    return [{ name, ...(view ? { view } : {}), sources }];
  });
}

function ordered(nodes: ReadonlyMap<string, ValidNode>): readonly ValidNode[] {
  const edges = [...nodes.values()].flatMap(({ id, inputs }) =>
    inputs.flatMap(({ sources }) => sources.map(({ node }) => ({ from: node, to: id }))),
  );
  const order = orderNodes([...nodes.keys()], edges);
  return order.ok ? order.value.map((id) => nodes.get(id) as ValidNode) : [...nodes.values()];
}
