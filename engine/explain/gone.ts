import type { State } from '../../cache/state.ts';
import type { ValidInput, ValidNode, ValidPipeline } from '../pipeline.ts';
import type { StageLoader } from '../plan/surroundings.ts';
import type { Stage } from '../stage.ts';
import type { Before, NodeBefore } from './before.ts';
import { pastNode } from './past-pipeline.ts';
import type { OutputsBefore } from './wiring.ts';

/** What putting nodes together again looks at. */
export interface GoneSearch {
  readonly state: State;
  readonly now: ValidPipeline;
  readonly before: Before;
  readonly outputs: OutputsBefore;
  readonly load: StageLoader;
}

/**
 * Nodes that a pipeline has no more, as they were: with the settings and versions that they had, and with the edges,
 * so that bringing one back makes it read what is there then. Those that they read and that are gone, too, are among them.
 */
export async function goneNodes(
  search: GoneSearch,
  wanted: Iterable<string>,
): Promise<readonly ValidNode[]> {
  const here = new Set(search.now.nodes.map(({ id }) => id));
  const orders = new Map<string, Before>();
  const ids = new Set(wanted);
  const gone: ValidNode[] = [];
  // A set is walked to its end, also over what is added on the way.
  for (const id of ids) {
    const was = search.before.get(id);
    if (!was) continue;
    const node =
      was.whole?.node ?? (await goneNode(search, nearestFirst(search, id, orders), id, was));
    gone.push(node);
    for (const source of node.inputs.flatMap(({ sources }) => sources)) {
      if (!here.has(source.node)) ids.add(source.node);
    }
  }
  return gone;
}

/** An edge whose other end nothing that is kept tells: what it would carry is not known. */
const UNKNOWN: ValidInput['sources'][number] = { node: '', output: '' };

async function goneNode(
  search: GoneSearch,
  nearest: Before,
  id: string,
  was: NodeBefore,
): Promise<ValidNode> {
  const { state, now, outputs } = search;
  const lender = was.parts.code && now.nodes.find(({ module }) => module?.code === was.parts.code);
  const stage = await stageOf(search, id, was, lender || undefined);
  const node = pastNode(state, nearest, outputs, id, was, stage);
  const inputs = node.inputs.map((input) => {
    const unknown = (was.parts.inputs[input.name]?.length ?? 0) - input.sources.length;
    return { ...input, sources: [...input.sources, ...Array(unknown).fill(UNKNOWN)] };
  });
  return { ...node, ...(lender ? { uses: lender.uses, module: lender.module } : {}), inputs };
}

/** The stage that a node had, where it can be loaded still: a module of the user's only while another node names it. */
async function stageOf(
  { load, now }: GoneSearch,
  id: string,
  { parts }: NodeBefore,
  lender: ValidNode | undefined,
): Promise<Stage | undefined> {
  const [any] = now.nodes;
  if (!any || (parts.stage === undefined && !lender)) return undefined;
  const { module: _none, ...rest } = any;
  try {
    return await load(lender ?? { ...rest, id, uses: parts.stage as string });
  } catch {
    return undefined;
  }
}

/**
 * The nodes that were, those first that a node like this one reads: several may have made the same value, and the
 * nodes of one matrix mostly read the same. Then those that are here still.
 */
function nearestFirst(
  { now, before }: GoneSearch,
  id: string,
  orders: Map<string, Before>,
): Before {
  const group = groupOf(id);
  const known = orders.get(group);
  if (known) return known;
  const alike = now.nodes.filter((node) => groupOf(node.id) === group);
  const order = [
    ...alike.flatMap(({ inputs }) => inputs.flatMap(({ sources }) => sources.map((s) => s.node))),
    ...now.nodes.map((node) => node.id),
    ...before.keys(),
  ];
  const nearest = new Map(
    order.flatMap((one) => {
      const was = before.get(one);
      return was ? [[one, was] as const] : [];
    }),
  );
  orders.set(group, nearest);
  return nearest;
}

const groupOf = (id: string): string => id.replace(/\[.*$/s, '');
