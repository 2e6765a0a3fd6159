import type { Digest } from '../../base/digest.ts';
import type { Key } from '../keys.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import type { Outputs } from '../stage.ts';
import type { ItemsPlan } from './items.ts';

/** What will become of a node: found, to be made, or unknown until something above it has run. */
export type NodePlan = HitPlan | MissPlan | MaybePlan;

/** A record and all it names are there: nothing runs. */
export interface HitPlan {
  readonly state: 'hit';
  readonly node: ValidNode;
  readonly key: Key;
  readonly outputs: Outputs;
  /** Of a map stage: how many places its set has. */
  readonly items?: number;
  /** How many of them have no value: allowed, and reported each time. */
  readonly holes?: number;
}

/** No record stands for the key: the node runs, or those of its items that are not known. */
export interface MissPlan {
  readonly state: 'miss';
  readonly node: ValidNode;
  readonly key: Key;
  /** Why, in words, most telling first. */
  readonly reasons: readonly string[];
  /** Of a map stage: which items are known. */
  readonly items?: ItemsPlan;
  /** The digests of its inputs (views where the stage has them), for the run. */
  readonly inputs: { readonly [input: string]: readonly Digest[] };
}

/**
 * An input is not known before a node above has run; early cutoff may still find it unchanged. Or its program does not
 * say its version here, without which there is no key.
 */
export interface MaybePlan {
  readonly state: 'maybe';
  readonly node: ValidNode;
  /** The nodes above that it waits for. */
  readonly below: readonly string[];
}

/** The value that `plan` prints and `run` executes. */
export interface Plan {
  readonly pipeline: ValidPipeline;
  readonly nodes: readonly NodePlan[];
}

/** Decides one node whose inputs are all known. */
export type Decide = (node: ValidNode, sources: SourceDigests) => Promise<HitPlan | MissPlan>;

/** The digests of a node's sources, by input name, before any view. */
export type SourceDigests = { readonly [input: string]: readonly Digest[] };

/** Where an output's digest is looked up: undefined while its node has not run. */
export type KnownOutputs = (node: string) => Outputs | undefined;

/** Nodes that are known to be up to date before anything is looked at, with what they made: they are in no plan. */
export type Stood = ReadonlyMap<string, { readonly outputs: Outputs }>;

/** The digests of all sources of a node, or undefined where one is not known yet. */
export function sourceDigests(node: ValidNode, known: KnownOutputs): SourceDigests | undefined {
  const found: { [input: string]: readonly Digest[] } = {};
  for (const { name, sources } of node.inputs) {
    const digests = sources.map((source) => known(source.node)?.[source.output]);
    if (digests.includes(undefined)) return undefined;
    if (digests.length > 0) found[name] = digests as Digest[];
  }
  return found;
}

/**
 * Plans a pipeline against what is known now: a walk in topological order in which `decide` is the
 * only look at the outside. Misses ⊆ what a run executes ⊆ misses ∪ maybes.
 */
export async function planPipeline(
  pipeline: ValidPipeline,
  decide: Decide,
  stood: Stood = new Map(),
): Promise<Plan> {
  const outputs = new Map<string, Outputs>();
  const nodes: NodePlan[] = [];
  for (const node of pipeline.nodes) {
    const known = stood.get(node.id);
    if (known) {
      outputs.set(node.id, known.outputs);
      continue;
    }
    const sources = sourceDigests(node, (id) => outputs.get(id));
    if (node.program?.silent !== undefined || !sources) {
      const above = node.inputs.flatMap((input) => input.sources.map((source) => source.node));
      const below = [...new Set(above)].filter((id) => !outputs.has(id));
      nodes.push({ state: 'maybe', node, below });
      continue;
    }
    const decided = await decide(node, sources);
    if (decided.state === 'hit') outputs.set(node.id, decided.outputs);
    nodes.push(decided);
  }
  return { pipeline, nodes };
}
