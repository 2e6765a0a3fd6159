import type { State } from '../../cache/state.ts';
import { coresOf } from '../conduct.ts';
import type { ValidNode } from '../pipeline.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { LostObject, readObject } from '../plan/items.ts';
import type { MissPlan, NodePlan, Plan } from '../plan/plan.ts';
import type { StageLoader } from '../plan/surroundings.ts';
import type { Backend, CostFeatures, MapBackend } from '../stage.ts';
import type { Costing } from './costing.ts';
import { itemCosting, wholeCosting } from './costing.ts';
import { type Drawn, openDrawn } from './drawn.ts';
import type { Interval } from './draws.ts';
import { type Flows, openFlows, sampleOf } from './flow.ts';
import { type CostModel, fitCosts } from './model.ts';
import { type NodeDraws, openTotal } from './total.ts';

/** What a node will cost, if it runs. */
export interface NodePrice {
  readonly node: string;
  /** It will run; otherwise only maybe. */
  readonly certain: boolean;
  /** Items to make; 1 for a whole node. */
  readonly pieces: number;
  /** CPU seconds and wall seconds. */
  readonly cpu: Interval;
  readonly wall: Interval;
  /** How many recorded costs the price is made from; 0: the stage's own guess. */
  readonly records: number;
  /** What is not known, in words. */
  readonly unknown?: string;
}

/** What a run will cost: at least the misses, at most the maybes too. */
export interface PlanPrice {
  /** Of the nodes that are not hits, in topological order. */
  readonly nodes: readonly NodePrice[];
  readonly least: Total;
  readonly most: Total;
}

export interface Total {
  readonly cpu: Interval;
  readonly wall: Interval;
}

/** What pricing looks at. */
export interface PriceSetting {
  readonly state: State;
  readonly load: StageLoader;
  /** How many computations run at a time, and how many can at full speed. */
  readonly lanes: number;
}

/** The newest so many costs of a family make its model. */
const RECORDS = 4000;

/** Prices a plan from the costs that this workspace has seen, and the stages' own guesses before that. */
export async function pricePlan(plan: Plan, setting: PriceSetting): Promise<PlanPrice> {
  const outputs = new Map(
    plan.nodes.flatMap((one) => (one.state === 'hit' ? [[one.node.id, one.outputs] as const] : [])),
  );
  const flows = openFlows(plan.pipeline, setting.state, (id) => outputs.get(id));
  const drawn = openDrawn(plan.nodes.length - outputs.size);
  const pricing = { ...setting, pipeline: plan.pipeline.name, flows, drawn, models: new Map() };
  const nodes: NodePrice[] = [];
  const [least, most] = [openTotal(plan, setting.lanes), openTotal(plan, setting.lanes)];
  for (const planned of plan.nodes) {
    if (planned.state === 'hit') continue;
    const { price, draws } = await priceNode(pricing, planned);
    nodes.push(price);
    most.add(price, draws);
    if (price.certain) least.add(price, draws);
  }
  return { nodes, least: least.end(), most: most.end() };
}

interface Pricing extends PriceSetting {
  readonly pipeline: string;
  readonly flows: Flows;
  readonly models: Map<string, CostModel>;
  readonly drawn: Drawn;
}

async function priceNode(
  pricing: Pricing,
  planned: Exclude<NodePlan, { state: 'hit' }>,
): Promise<{ readonly price: NodePrice; readonly draws: NodeDraws }> {
  const { node } = planned;
  const backend = (await pricing.load(node)).backend(node.with);
  const work =
    node.kind === 'whole'
      ? wholeWork(pricing, node, backend as Backend)
      : planned.state === 'miss'
        ? knownItems(pricing, planned, backend as MapBackend)
        : maybeItems(pricing, node, backend as MapBackend);
  const { model, sample, count, batch, unknown } = work;
  const { cpu, interval } = pricing.drawn(model, { sample, count, batch }, node.id);
  const lanes = Math.floor(pricing.lanes / coresOf(node.conduct));
  const side = node.kind === 'map' ? Math.min(lanes, Math.ceil(count / batch)) : 1;
  const faster = model.wallPerCpu / Math.max(1, side);
  const draws = { cpu, wall: cpu.map((seconds) => seconds * faster) };
  const price = {
    node: node.id,
    certain: planned.state === 'miss',
    pieces: count,
    cpu: interval,
    wall: [interval[0] * faster, interval[1] * faster, interval[2] * faster] as const,
    records: model.records,
    ...(unknown ? { unknown } : {}),
  };
  return { price, draws };
}

/** A node's work, and what is known of its cost. */
interface Work {
  readonly model: CostModel;
  readonly sample: readonly CostFeatures[];
  readonly count: number;
  readonly batch: number;
  readonly unknown?: string;
}

const BEGINNING = "nothing recorded yet: the stage's own guess";

function wholeWork(pricing: Pricing, node: ValidNode, backend: Backend): Work {
  const costing = wholeCosting(node, backend);
  const flow = pricing.flows.into(node);
  const last = flow ? undefined : lastFeatures(pricing, node);
  const features = flow ? costing.features(node.with, flow) : last;
  const model = modelOf(pricing, costing, features);
  const rest = { model, count: 1, batch: 1, sample: [features ?? model.middle] };
  const words = [
    ...(flow ? [] : [`what comes in is not known yet${last ? ': as last time' : ''}`]),
    ...(model.records === 0 ? [BEGINNING] : []),
  ];
  return words.length > 0 ? { ...rest, unknown: words.join('; ') } : rest;
}

const lastFeatures = ({ state, pipeline }: Pricing, node: ValidNode): CostFeatures | undefined => {
  const key = state.recent.last(pipeline, node.id);
  return key && state.actions.find(key)?.features;
};

function knownItems(pricing: Pricing, miss: MissPlan, backend: MapBackend): Work {
  const all = [...(miss.items?.work.values() ?? [])];
  const todo = all.filter(({ state }) => state.kind === 'todo');
  const costing = itemCosting(miss.node, backend);
  const sample = sampleOf(todo).flatMap((item) => featuresOf(pricing.state, costing, item));
  const model = modelOf(pricing, costing, sample[0]);
  const work = { model, sample, count: todo.length, batch: costing.batch };
  return model.records === 0 && todo.length > 0 ? { ...work, unknown: BEGINNING } : work;
}

/** The features of one item; none where its bytes are lost. */
export function featuresOf(
  state: State,
  costing: Costing<Uint8Array>,
  { item, settings }: Pick<ItemWork, 'item' | 'settings'>,
): CostFeatures[] {
  try {
    return [costing.features(settings, readObject(state, item))];
  } catch (error) {
    if (error instanceof LostObject) return [];
    throw error;
  }
}

/** Items that are not there yet: as many as flow in, and like those where the flow begins. */
function maybeItems(pricing: Pricing, node: ValidNode, backend: MapBackend): Work {
  const costing = itemCosting(node, backend);
  const flow = pricing.flows.into(node);
  const sample = (flow?.sample ?? []).flatMap((item) =>
    featuresOf(pricing.state, costing, { item, settings: node.with }),
  );
  const model = modelOf(pricing, costing, sample[0]);
  const count = flow?.items ?? lastCount(pricing, node) ?? 0;
  const words = [
    ...(flow
      ? []
      : [`how many items come in is not known yet${count > 0 ? ': as last time' : ''}`]),
    ...(model.records === 0 ? [BEGINNING] : []),
  ];
  const work = { model, count, batch: costing.batch };
  const known = { ...work, sample: sample.length > 0 ? sample : [model.middle] };
  return words.length > 0 ? { ...known, unknown: words.join('; ') } : known;
}

const lastCount = ({ state, pipeline }: Pricing, node: ValidNode): number | undefined => {
  const key = state.recent.last(pipeline, node.id);
  return key && state.actions.find(key)?.items;
};

function modelOf(
  pricing: Pricing,
  costing: Costing<never>,
  features: CostFeatures | undefined,
): CostModel {
  const known = pricing.models.get(costing.family);
  if (known) return known;
  const model = learn(pricing.state, costing, features);
  pricing.models.set(costing.family, model);
  return model;
}

/** The model of a family, from what was recorded of it; `features` are those that a piece of work has. */
export function learn(
  state: State,
  { family, prior, batch }: Costing<never>,
  features: CostFeatures | undefined,
): CostModel {
  const rows = state.costs.latest(family, RECORDS);
  return fitCosts(rows, { family, prior, like: features ?? rows[0]?.features ?? {}, batch });
}
