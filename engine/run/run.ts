import { publish } from '../../cache/publish.ts';
import type { ItemCounts, NodeOutcome, RunSummary } from '../events.ts';
import type { ValidNode } from '../pipeline.ts';
import { decide, type Surroundings } from '../plan/decide.ts';
import { LostObject } from '../plan/items.ts';
import {
  type HitPlan,
  type MissPlan,
  type Plan,
  planPipeline,
  sourceDigests,
} from '../plan/plan.ts';
import type { Outputs, StageFailure } from '../stage.ts';
import { startClock } from './clock.ts';
import type { RunSetting } from './setting.ts';
import { summarise } from './summary.ts';

/** How a node ended. */
export interface NodeEnd {
  readonly outcome: NodeOutcome;
  /** Of nodes that are executed or cached. */
  readonly outputs?: Outputs;
  readonly items?: ItemCounts;
  readonly failure?: StageFailure;
}

/** A damaged object is made again by going over the plan once more; more often means a failing disk. */
const MOST_PASSES = 5;

/**
 * Runs a planned pipeline. Every node starts when its own inputs are there; what fails stops only
 * what depends on it. Never throws for what a stage does; the summary says how each node ended.
 */
export async function runPipeline(setting: RunSetting, plan: Plan): Promise<RunSummary> {
  const { pipeline, emit } = setting;
  const clock = startClock();
  const ends = new Map<string, NodeEnd>();
  let current = plan;
  for (let pass = 1; ; pass++) {
    const around = surroundings(setting, pass > 1);
    const lost = await runNodes({ setting, around, plan: current, ends });
    if (!lost || pass === MOST_PASSES) break;
    emit({ type: 'object-lost', node: lost.node.id, digest: lost.digest, why: lost.why });
    current = await planPipeline(pipeline, (node, sources) =>
      decide(surroundings(setting, true), node, sources),
    );
  }
  const summary = summarise(pipeline, ends, clock(), setting.signal.aborted);
  emit(summary);
  return summary;
}

/** What planning looks at, for a run of this setting. */
export const surroundings = (setting: RunSetting, deep: boolean): Surroundings => ({
  state: setting.state,
  pipeline: setting.pipeline.name,
  load: setting.load,
  deep,
});

interface Pass {
  readonly setting: RunSetting;
  readonly around: Surroundings;
  readonly plan: Plan;
  /** How the nodes ended, over all passes. */
  readonly ends: Map<string, NodeEnd>;
}

interface Loss {
  readonly node: ValidNode;
  readonly digest: LostObject['digest'];
  readonly why: string;
}

/** Starts every node as soon as those above it have ended; returns the object that was found lost, if any. */
async function runNodes(pass: Pass): Promise<Loss | undefined> {
  const started = new Map<string, Promise<NodeEnd>>();
  let lost: Loss | undefined;
  for (const node of pass.plan.pipeline.nodes) {
    const above = [
      ...node.inputs.flatMap(({ sources }) => sources.map((s) => s.node)),
      ...node.needs,
    ];
    const ready = Promise.all(above.map((id) => started.get(id) as Promise<NodeEnd>));
    const end = ready.then(async () => {
      try {
        return await endNode(pass, node);
      } catch (error) {
        if (!(error instanceof LostObject)) throw error;
        lost ??= { node, digest: error.digest, why: error.why };
        return failedEnd({ class: 'infra', message: error.message });
      }
    });
    started.set(node.id, end);
  }
  const all = await Promise.all([...started].map(async ([id, end]) => [id, await end] as const));
  for (const [id, end] of all) pass.ends.set(id, merge(pass.ends.get(id), end));
  return lost;
}

/** Over two passes, a node that was executed in the first stays so. */
function merge(before: NodeEnd | undefined, now: NodeEnd): NodeEnd {
  if (before?.outcome !== 'executed' || now.outcome !== 'cached') return now;
  return { ...now, outcome: 'executed', ...(before.items ? { items: before.items } : {}) };
}

const failedEnd = (failure: StageFailure): NodeEnd => ({ outcome: 'failed', failure });

async function endNode(pass: Pass, node: ValidNode): Promise<NodeEnd> {
  const { setting, ends } = pass;
  const wall = performance.now();
  const end = await settle(pass, node);
  ends.set(node.id, merge(ends.get(node.id), end));
  const published = end.outputs ? publishOutputs(setting, node, end.outputs) : undefined;
  const final = published ? failedEnd(published) : end;
  const { outcome, items, failure } = final;
  setting.emit({
    type: 'node-finished',
    node: node.id,
    outcome,
    seconds: (performance.now() - wall) / 1000,
    ...(items ? { items } : {}),
    ...(failure ? { failure } : {}),
  });
  return final;
}

async function settle(pass: Pass, node: ValidNode): Promise<NodeEnd> {
  const { setting, around, ends, plan } = pass;
  const above = [
    ...node.inputs.flatMap(({ sources }) => sources.map((s) => s.node)),
    ...node.needs,
  ];
  if (setting.signal.aborted || above.some((id) => !ends.get(id)?.outputs)) {
    return { outcome: 'skipped' };
  }
  const sources = sourceDigests(node, (id) => ends.get(id)?.outputs);
  if (!sources) return { outcome: 'skipped' };
  const planned = plan.nodes.find((entry) => entry.node.id === node.id);
  let decision: HitPlan | MissPlan =
    planned && planned.state !== 'maybe' ? planned : await decide(around, node, sources);
  while (decision.state === 'miss' && setting.claims.taken(decision.key.digest)) {
    await setting.claims.free(decision.key.digest);
    decision = await decide(around, node, sources);
  }
  if (decision.state === 'hit') return cachedEnd(setting, decision);
  return executedEnd(pass, decision, sources);
}

function cachedEnd(
  { state, pipeline }: RunSetting,
  { node, key, outputs, items }: HitPlan,
): NodeEnd {
  if (state.recent.last(pipeline.name, node.id) !== key.digest) {
    state.recent.setLast(pipeline.name, node.id, key.digest);
  }
  const counts = { executed: 0, cached: items ?? 0, failed: 0, skipped: 0 };
  return { outcome: 'cached', outputs, ...(items === undefined ? {} : { items: counts }) };
}

async function executedEnd(
  { setting, around }: Pass,
  miss: MissPlan,
  sources: { readonly [input: string]: readonly LostObject['digest'][] },
): Promise<NodeEnd> {
  const { execute } = await import('./execute.ts');
  const release = setting.claims.take([miss.key.digest]);
  try {
    const { result, items } = await execute(setting, around, miss, sources);
    const counted = items ? { items } : {};
    if (!result.ok) return { ...failedEnd(result.error), ...counted };
    const bought = items ? items.executed > 0 : true;
    return { outcome: bought ? 'executed' : 'cached', outputs: result.value, ...counted };
  } catch (error) {
    if (!setting.signal.aborted) throw error;
    return failedEnd({ class: 'infra', message: 'interrupted' });
  } finally {
    release();
  }
}

/** Puts a node's outputs where people look; returns what stood in the way. */
function publishOutputs(
  { state, workspace, emit }: RunSetting,
  node: ValidNode,
  outputs: Outputs,
): StageFailure | undefined {
  for (const { output, path } of node.publish) {
    const digest = outputs[output] as LostObject['digest'];
    const whole = state.objects.isWhole(digest);
    if (!whole.ok) throw new LostObject(digest, whole.error.kind);
    const done = publish({ state, workspace, digest, path });
    if (!done.ok) {
      const { message, hint } = done.error;
      return { class: 'infra', message, ...(hint ? { hint } : {}) };
    }
    const { how, movedAside } = done.value;
    if (movedAside) emit({ type: 'moved-aside', path, to: movedAside });
    if (how !== 'unchanged') emit({ type: 'published', node: node.id, output, path, how });
  }
  return undefined;
}
