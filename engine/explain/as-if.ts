import { type Digest, digestValue } from '../../base/digest.ts';
import { decodeSet } from '../../base/item-set.ts';
import { type Key, nodeKey } from '../keys.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import { decide } from '../plan/decide.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { type ItemsPlan, planItems, readObject } from '../plan/items.ts';
import { type NodePlan, type Plan, type SourceDigests, sourceDigests } from '../plan/plan.ts';
import type { Surroundings } from '../plan/surroundings.ts';
import { execute } from '../run/execute.ts';
import type { RunSetting } from '../run/setting.ts';
import type { MapStage, Outputs } from '../stage.ts';
import { type Before, partsOf } from './before.ts';
import { type Foresee, nowLoader } from './foresee.ts';

/** The keys of a pipeline's nodes and of the calculations behind their items. */
export interface KnownKeys {
  readonly nodes: ReadonlySet<Digest>;
  readonly calculations: ReadonlySet<Digest>;
}

/** A pipeline planned as if something had been run, with the key of each node and its outputs. */
export interface AsIf extends KnownKeys {
  readonly plan: Plan;
  readonly keys: ReadonlyMap<string, Key>;
  readonly outputs: ReadonlyMap<string, Outputs>;
}

/** Nothing was run. */
export const NOTHING: KnownKeys = { nodes: new Set(), calculations: new Set() };

/**
 * Plans a pipeline as if exactly the known keys had been run, whatever the workspace has. What a node
 * would make is looked up where it is kept, evaluated where that is cheap, and else stands as a name made
 * of its key: equal names mean equal results, other names may.
 */
export async function planAsIf(
  setting: RunSetting,
  pipeline: ValidPipeline,
  known: KnownKeys,
): Promise<AsIf> {
  const around: Surroundings = {
    state: setting.state,
    pipeline: pipeline.name,
    load: nowLoader(setting),
    deep: false,
  };
  const quiet: RunSetting = { ...setting, pipeline, load: around.load, emit: () => {} };
  const walk: Walk = {
    setting: quiet,
    around,
    known,
    outputs: new Map(),
    keys: new Map(),
    names: new Set(),
    calculations: new Set(),
  };
  const nodes: NodePlan[] = [];
  for (const node of pipeline.nodes) nodes.push(await step(walk, node));
  const { keys, outputs, calculations } = walk;
  const digests = new Set([...keys.values()].map(({ digest }) => digest));
  return { plan: { pipeline, nodes }, keys, outputs, nodes: digests, calculations };
}

/** A planned pipeline as a state to compare with: every node and key of it is known. */
export function beforeOf({ plan, keys, outputs }: AsIf): Before {
  return new Map(
    plan.pipeline.nodes.flatMap((node) => {
      const key = keys.get(node.id);
      const parts = key && partsOf(key.preimage);
      if (!parts) return [];
      const whole = { node, outputs: outputs.get(node.id) ?? {} };
      return [[node.id, { key: key.digest, parts, whole }] as const];
    }),
  );
}

/** {@link planAsIf} as a way to plan with edits undone. */
export const asIfForeseer =
  (setting: RunSetting, known: KnownKeys): Foresee =>
  async (pipeline) => {
    try {
      return (await planAsIf(setting, pipeline, known)).plan;
    } catch {
      return undefined;
    }
  };

interface Walk {
  readonly setting: RunSetting;
  readonly around: Surroundings;
  readonly known: KnownKeys;
  readonly outputs: Map<string, Outputs>;
  readonly keys: Map<string, Key>;
  /** Digests that are names of what is not there. */
  readonly names: Set<Digest>;
  readonly calculations: Set<Digest>;
}

async function step(walk: Walk, node: ValidNode): Promise<NodePlan> {
  const sources = sourceDigests(node, (id) => walk.outputs.get(id));
  if (!sources) return { state: 'maybe', node, below: [] };
  const named = Object.values(sources).some((list) => list.some((one) => walk.names.has(one)));
  return named ? stepByName(walk, node, sources) : stepByValue(walk, node, sources);
}

/** A node that reads what is not there: its key is made of names. */
function stepByName(walk: Walk, node: ValidNode, sources: SourceDigests): NodePlan {
  const inputs = Object.fromEntries(
    Object.entries(sources).map(([name, digests]) => {
      const view = node.inputs.find((input) => input.name === name)?.view;
      const seen = (digest: Digest): Digest =>
        view ? digestValue('as-if-view', 1, { ...view, digest }) : digest;
      return [name, digests.map(seen)];
    }),
  );
  const key = nodeKey(node, inputs);
  const outputs = nameOutputs(walk, node, key);
  if (walk.known.nodes.has(key.digest)) return { state: 'hit', node, key, outputs };
  return {
    state: 'maybe',
    node,
    below: node.inputs.flatMap(({ sources: all }) => all.map((one) => one.node)),
  };
}

async function stepByValue(walk: Walk, node: ValidNode, sources: SourceDigests): Promise<NodePlan> {
  const planned = await evaluated(walk, node, sources);
  const { key } = planned;
  const outputs = planned.state === 'hit' ? planned.outputs : nameOutputs(walk, node, key);
  walk.keys.set(node.id, key);
  walk.outputs.set(node.id, outputs);
  const hit = walk.known.nodes.has(key.digest);
  const items = node.kind === 'map' ? await itemsAsIf(walk, node, key) : undefined;
  for (const { key: one } of items?.work.values() ?? []) walk.calculations.add(one.digest);
  if (hit) return { state: 'hit', node, key, outputs };
  const inputs = planned.state === 'miss' ? planned.inputs : {};
  const reasons = planned.state === 'miss' ? planned.reasons : [];
  return { state: 'miss', node, key, reasons, inputs, ...(items ? { items } : {}) };
}

async function evaluated(walk: Walk, node: ValidNode, sources: SourceDigests) {
  const { setting, around } = walk;
  const decided = await decide(around, node, sources);
  if (decided.state === 'hit' || !node.cheap) return decided;
  const { result } = await execute(setting, around, decided, sources);
  return result.ok ? decide(around, node, sources) : decided;
}

function nameOutputs(walk: Walk, node: ValidNode, key: Key): Outputs {
  walk.keys.set(node.id, key);
  const named = node.outputs.map(({ name }) => {
    const digest = digestValue('as-if', 1, [key.digest, name]);
    walk.names.add(digest);
    return [name, digest] as const;
  });
  const outputs = Object.fromEntries(named);
  walk.outputs.set(node.id, outputs);
  return outputs;
}

/** The items of a map node: known are those whose calculation is, whatever the workspace has. */
async function itemsAsIf({ around, known }: Walk, node: ValidNode, key: Key): Promise<ItemsPlan> {
  const stage = (await around.load(node)) as MapStage;
  const set = Object.values(partsOf(key.preimage)?.inputs ?? {}).flat();
  const entries = set.flatMap((digest) => decodeSet(readObject(around.state, digest)));
  const found = planItems(node, stage.backend(node.with), entries, { state: around.state });
  const work = new Map(
    [...found.work].map(([item, one]) => [item, stateAsIf(one, known)] as const),
  );
  const misses = entries.filter(({ item }) => work.get(item)?.state.kind === 'todo').length;
  return { entries, work, misses, hits: entries.length - misses };
}

function stateAsIf(work: ItemWork, { calculations }: KnownKeys): ItemWork {
  if (work.state.kind === 'refused') return work;
  const state = calculations.has(work.key.digest)
    ? ({ kind: 'unread', raw: work.item } as const)
    : ({ kind: 'todo' } as const);
  return { ...work, state };
}
