import type { Digest } from '../../base/digest.ts';
import { fail } from '../../base/result.ts';
import { ChangedCode } from '../changed-code.ts';
import { coresOf } from '../conduct.ts';
import type { ItemCounts, RunSummary } from '../events.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import { decide } from '../plan/decide.ts';
import { LostObject } from '../plan/items.ts';
import { type Loss, look } from '../plan/look.ts';
import {
  type HitPlan,
  type KnownOutputs,
  type MissPlan,
  type NodePlan,
  type SourceDigests,
  sourceDigests,
} from '../plan/plan.ts';
import type { Surroundings } from '../plan/surroundings.ts';
import { keepViews } from '../plan/views.ts';
import { nodesAbove } from '../select.ts';
import type { Outputs, StageFailure } from '../stage.ts';
import { endRun } from './at-run-end.ts';
import { INTERRUPTED, NOT_BEGUN } from './brake.ts';
import { cachedEnd } from './cached-end.ts';
import { startClock } from './clock.ts';
import type { NodeEnd } from './node-end.ts';
import { intendAll, publishOutputs } from './publish-outputs.ts';
import { sayDamage } from './say-damage.ts';
import { openSecrets } from './secrets.ts';
import type { RunSetting } from './setting.ts';
import { summarise } from './summary.ts';
import { allEnded } from './units.ts';

/** A damaged object is made again by going over the plan once more; more often means a failing disk. */
const MOST_PASSES = 8;
/** Where more is lost than so many passes find, the next looks behind every record. */
const SOME_PASSES = 4;

/**
 * Plans and runs a pipeline. Every node starts when its own inputs are there; what fails stops only
 * what depends on it. Never throws for what a stage does; the summary says how each node ended.
 */
export async function runPipeline(given: RunSetting): Promise<RunSummary> {
  const setting = keepingSecrets(given);
  const { pipeline, emit } = setting;
  const clock = startClock();
  const ends = new Map<string, NodeEnd>();
  const say = (loss: Loss): void => emit({ type: 'object-lost', ...loss });
  const lost = new Set<Digest>();
  for (let pass = 1; pass <= MOST_PASSES; pass++) {
    const deep = pass > SOME_PASSES;
    const first = surroundings(setting, deep, lost);
    const { plan, losses } = await look(pipeline, first, undefined, setting.stood);
    losses.forEach(say);
    for (const { digest } of losses) lost.add(digest);
    const around = surroundings(setting, deep, lost);
    const planned = new Map(plan.nodes.map((entry) => [entry.node.id, entry]));
    const here = new Map<string, NodeEnd>();
    const known = (id: string) => here.get(id)?.outputs;
    const now: Pass = { setting, around, pipeline, planned, ends: here, known };
    endStood(now);
    await runNodes(now);
    for (const [id, end] of now.ends) ends.set(id, merge(ends.get(id), end));
    if (!now.lost) break;
    say(now.lost);
    lost.add(now.lost.digest);
  }
  await endRun();
  await sayDamage(setting);
  const summary = summarise(pipeline, ends, clock(), setting.signal.aborted);
  emit(summary);
  return summary;
}

/** Everything that is said goes without secrets. */
function keepingSecrets(setting: RunSetting): RunSetting {
  const secrets = openSecrets();
  return { ...setting, secrets, emit: (event) => setting.emit(secrets.maskAll(event)) };
}

/** What planning looks at, for a run of this setting. */
export function surroundings(
  { state, pipeline, load, choice }: RunSetting,
  deep: boolean,
  lost: ReadonlySet<Digest> = new Set(),
): Surroundings {
  const again = deep || lost.size > 0;
  return {
    ...{ state, pipeline: pipeline.name, load, deep, lost },
    retryFailed: choice.retryFailed && !again,
    ...(again ? {} : { force: choice.force }),
  };
}

interface Pass {
  readonly setting: RunSetting;
  readonly around: Surroundings;
  readonly pipeline: ValidPipeline;
  /** What was known of each node before. */
  readonly planned: ReadonlyMap<string, NodePlan>;
  /** How the nodes of this pass ended. */
  readonly ends: Map<string, NodeEnd>;
  readonly known: KnownOutputs;
  lost?: Loss;
}

/** Ends what is up to date with all that is above it, in the order of the pipeline, before anything runs. */
function endStood(pass: Pass): void {
  const { setting, pipeline, planned, ends } = pass;
  for (const node of pipeline.nodes) {
    if (setting.signal.aborted) return;
    const plan = planned.get(node.id);
    const stood = plan ? undefined : setting.stood?.get(node.id);
    if (stood) sayEnd(pass, node, { outcome: 'cached', ...stood });
    else if (plan?.state === 'hit' && nodesAbove(node).every((id) => ends.get(id)?.outputs)) {
      sayEnd(
        pass,
        node,
        publishedEnd(pass, node, () => cachedEnd(setting, plan)),
      );
    }
  }
}

/** Starts every node that has not ended yet as soon as those above it have. */
async function runNodes(pass: Pass): Promise<void> {
  const started = new Map<string, Promise<void>>();
  for (const node of pass.pipeline.nodes) {
    if (pass.ends.has(node.id)) continue;
    const ready = Promise.all(nodesAbove(node).flatMap((id) => started.get(id) ?? []));
    started.set(
      node.id,
      ready.then(() => endNode(pass, node)),
    );
  }
  // What is in flight elsewhere when the disk refuses something is waited for: it may be kept yet.
  await allEnded([...started.values()]);
}

/** Over two passes, a node that was executed in the first stays so. */
function merge(before: NodeEnd | undefined, now: NodeEnd): NodeEnd {
  if (before?.outcome !== 'executed' || now.outcome !== 'cached') return now;
  return { ...now, outcome: 'executed', ...(before.items ? { items: before.items } : {}) };
}

const failedEnd = (failure: StageFailure): NodeEnd => ({ outcome: 'failed', failure });

/** A node that was cut off did not fail: the next run goes on from there. */
const INTERRUPTED_END: NodeEnd = { outcome: 'skipped', failure: INTERRUPTED };

/** A node that the budget did not reach, or that was not begun, is skipped, not failed. */
const stoppedEnd = (
  { brake }: RunSetting,
  failure: StageFailure,
  items: ItemCounts | undefined,
): NodeEnd =>
  failure === NOT_BEGUN || (items && items.skipped > 0 && !(brake?.pulled && items.failed > 0))
    ? { outcome: 'skipped', failure }
    : failedEnd(failure);

async function endNode(pass: Pass, node: ValidNode): Promise<void> {
  try {
    const end = await settle(pass, node);
    sayEnd(
      pass,
      node,
      publishedEnd(pass, node, () => end),
    );
  } catch (error) {
    sayEnd(pass, node, lostEnd(pass, node, error));
  }
}

function sayEnd(pass: Pass, node: ValidNode, end: NodeEnd): void {
  pass.ends.set(node.id, end);
  const { brake } = pass.setting;
  if (brake && end.outcome === 'failed' && !pass.lost) brake.pulled = true;
  const { outcome, items, failure, seconds = 0 } = end;
  pass.setting.emit({
    type: 'node-finished',
    node: node.id,
    outcome,
    seconds,
    ...(items ? { items } : {}),
    ...(failure ? { failure } : {}),
  });
}

/** The end of a node whose outputs are where people look. */
function publishedEnd(pass: Pass, node: ValidNode, ended: () => NodeEnd): NodeEnd {
  try {
    const end = ended();
    const trouble = end.outputs && publishOutputs(pass.setting, node, end.outputs);
    return trouble ? failedEnd(trouble) : end;
  } catch (error) {
    return lostEnd(pass, node, error);
  }
}

/** The end of a node whose code was edited, or for which an object was found lost; throws whatever else it is. */
function lostEnd(pass: Pass, node: ValidNode, error: unknown): NodeEnd {
  if (error instanceof ChangedCode) {
    return failedEnd({ class: 'invalid', message: error.message, hint: 'run again' });
  }
  if (!(error instanceof LostObject)) throw error;
  pass.lost ??= { node: node.id, digest: error.digest, why: error.why };
  return failedEnd({ class: 'infra', message: error.message });
}

async function settle(pass: Pass, node: ValidNode): Promise<NodeEnd> {
  const { setting, around, ends } = pass;
  if (setting.signal.aborted || nodesAbove(node).some((id) => !ends.get(id)?.outputs)) {
    return { outcome: 'skipped' };
  }
  const sources = sourceDigests(node, pass.known);
  if (!sources) throw new Error(`internal error: ${node.id} has a source without a digest`);
  const planned = pass.planned.get(node.id);
  let decision: HitPlan | MissPlan =
    planned && planned.state !== 'maybe' ? planned : await decide(around, node, sources);
  while (decision.state === 'miss' && setting.claims.taken(decision.key.digest)) {
    await setting.claims.free(decision.key.digest);
    decision = await decide(around, node, sources);
  }
  // At once, with nothing awaited since nobody had it: of two nodes of one key, one is made.
  const release = decision.state === 'miss' ? setting.claims.take([decision.key.digest]) : () => {};
  try {
    return await settleClaimed(pass, node, decision, sources);
  } finally {
    release();
  }
}

async function settleClaimed(
  pass: Pass,
  node: ValidNode,
  found: HitPlan | MissPlan,
  sources: SourceDigests,
): Promise<NodeEnd> {
  const { setting, around } = pass;
  const accepts = found.state === 'miss' && setting.choice.accept.has(node.id);
  const decision = accepts ? await accepted(pass, found, sources) : found;
  // What it reads may be new, and like what was read before: that is remembered, for plan and explain.
  if (decision.state === 'hit') await keepViews(around, node, sources);
  if (decision.state === 'hit') return cachedEnd(setting, decision);
  if (setting.brake?.pulled) return { outcome: 'skipped' };
  if (setting.choice.frozen.has(node.id)) return failedEnd(FROZEN);
  return executedEnd(pass, decision, sources);
}

const FROZEN: StageFailure = {
  class: 'invalid',
  message: 'it is not up to date, and --from leaves what comes before as it is',
  hint: 'run without --from, or name this node',
};

async function accepted(
  { setting, around }: Pass,
  miss: MissPlan,
  sources: SourceDigests,
): Promise<HitPlan | MissPlan> {
  const { acceptLast } = await import('./accept.ts');
  const waiver = setting.choice.waiver ?? { by: '', why: '' };
  const count = acceptLast(setting.state, setting.pipeline.name, miss, waiver);
  const text = `${count} results of its last key accepted by ${waiver.by}: ${waiver.why}`;
  setting.emit({ type: 'note', node: miss.node.id, text });
  return count > 0 ? decide(around, miss.node, sources) : miss;
}

async function executedEnd(
  { setting, around, known }: Pass,
  miss: MissPlan,
  sources: SourceDigests,
): Promise<NodeEnd> {
  const { execute } = await import('./execute.ts');
  try {
    // A whole stage is one unit of work; a map stage's units are its batches.
    const whole = miss.node.kind === 'whole';
    const timed = async () => {
      if (whole && setting.brake?.pulled) return { result: fail(NOT_BEGUN), seconds: 0 };
      const wall = performance.now();
      const alongside = (made: Outputs) => intendAll(setting, miss, made);
      const done = await execute(setting, around, miss, sources, { known, alongside });
      return { ...done, seconds: (performance.now() - wall) / 1000 };
    };
    const { result, items, seconds } = await (whole
      ? setting.units(timed, coresOf(miss.node.conduct))
      : timed());
    const counted = items ? { items, seconds } : { seconds };
    if (!result.ok && setting.signal.aborted) return { ...INTERRUPTED_END, ...counted };
    if (!result.ok) return { ...stoppedEnd(setting, result.error, items), ...counted };
    // A whole stage's is set with its record.
    if (!whole) setting.state.recent.setLast(setting.pipeline.name, miss.node.id, miss.key.digest);
    const bought = items ? items.executed > 0 : true;
    return { outcome: bought ? 'executed' : 'cached', outputs: result.value, ...counted };
  } catch (error) {
    if (!setting.signal.aborted) throw error;
    return INTERRUPTED_END;
  }
}
