import type { Digest } from '../../base/digest.ts';
import { decodeSet } from '../../base/item-set.ts';
import type { State } from '../../cache/state.ts';
import type { ValidInput, ValidNode, ValidPipeline } from '../pipeline.ts';
import type { KnownOutputs } from '../plan/plan.ts';
import type { Flow } from '../stage.ts';

/** A flow, with some of its items to look at. */
export interface ItemFlow extends Flow {
  readonly sample: readonly Digest[];
}

/** How much comes into each node. */
export interface Flows {
  /** Undefined where nothing above it says. */
  into(node: ValidNode): ItemFlow | undefined;
}

/** Of more items than this, as many are looked at, from the first to the last at even steps. */
export const SAMPLE = 500;

/**
 * How much flows through a pipeline, by counting sets where they begin and carrying the count down: so it
 * is known of a node whose inputs are not made yet, and is the same number when they are. Sources of
 * one input add up; of several inputs, the largest counts.
 */
export function openFlows(pipeline: ValidPipeline, state: State, known: KnownOutputs): Flows {
  const nodes = new Map(pipeline.nodes.map((node, place) => [node.id, { node, place }]));
  const mapped = mappedSources(pipeline);
  const settled = new Map<string, ItemFlow | undefined>();
  const outOf = (id: string, output: string): ItemFlow | undefined => {
    const { node } = nodes.get(id) as Placed;
    const digest = known(id)?.[output];
    const set = node.kind === 'whole' && mapped.has(`${id}.${output}`);
    if (digest && set) return setFlow(state, digest);
    if (node.inputs.length > 0) return settled.get(id);
    return digest && { items: 1, bytes: state.objects.size(digest) ?? 0, sample: [] };
  };
  const into = (node: ValidNode): ItemFlow | undefined => {
    if (settled.has(node.id)) return settled.get(node.id);
    for (const above of unsettledAbove(node, nodes, settled)) {
      settled.set(above.id, inflow(above.inputs, outOf));
    }
    const flow = inflow(node.inputs, outOf);
    settled.set(node.id, flow);
    return flow;
  };
  return { into };
}

/** Outputs that a map node takes are sets, whatever makes them. */
const mappedSources = (pipeline: ValidPipeline): ReadonlySet<string> =>
  new Set(
    pipeline.nodes
      .filter(({ kind }) => kind === 'map')
      .flatMap(({ inputs }) => inputs.flatMap(({ sources }) => sources))
      .map(({ node, output }) => `${node}.${output}`),
  );

/** A node and its place in topological order. */
interface Placed {
  readonly node: ValidNode;
  readonly place: number;
}

/** The nodes above that have no flow yet, each after those above itself. No recursion: chains are long. */
function unsettledAbove(
  node: ValidNode,
  nodes: ReadonlyMap<string, Placed>,
  settled: ReadonlyMap<string, unknown>,
): readonly ValidNode[] {
  const found = new Map<string, Placed>();
  const open = [node];
  for (let at = open.pop(); at; at = open.pop()) {
    for (const { node: id } of at.inputs.flatMap(({ sources }) => sources)) {
      if (found.has(id) || settled.has(id)) continue;
      const placed = nodes.get(id) as Placed;
      found.set(id, placed);
      open.push(placed.node);
    }
  }
  return [...found.values()].sort((a, b) => a.place - b.place).map(({ node: above }) => above);
}

function inflow(
  inputs: readonly ValidInput[],
  outOf: (node: string, output: string) => ItemFlow | undefined,
): ItemFlow | undefined {
  const flows = inputs.map(({ sources }) =>
    sources.map(({ node, output }) => outOf(node, output)).reduce(added, NOTHING),
  );
  if (flows.includes(undefined)) return undefined;
  return (flows as ItemFlow[]).reduce(
    (most, one) => (one.items > most.items ? one : most),
    NOTHING,
  );
}

const NOTHING: ItemFlow = { items: 0, bytes: 0, sample: [] };

function added(a: ItemFlow | undefined, b: ItemFlow | undefined): ItemFlow | undefined {
  if (!a || !b) return undefined;
  const sample = [...a.sample, ...b.sample];
  return { items: a.items + b.items, bytes: a.bytes + b.bytes, sample };
}

function setFlow(state: State, set: Digest): ItemFlow | undefined {
  const read = state.objects.read(set);
  if (!read.ok) return undefined;
  const items = decodeSet(read.value).map(({ item }) => item);
  const sample = sampleOf(items);
  const bytes = sample.reduce((sum, item) => sum + (state.objects.size(item) ?? 0), 0);
  return {
    items: items.length,
    bytes: sample.length > 0 ? Math.round((bytes / sample.length) * items.length) : 0,
    sample,
  };
}

/** At most {@link SAMPLE} of many, at even steps. */
export function sampleOf<T>(all: readonly T[], most = SAMPLE): readonly T[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, at) => all[Math.floor((at * all.length) / most)] as T);
}
