import type { Digest } from '../../base/digest.ts';
import type { ItemCounts, NodeOutcome, RunSummary } from '../events.ts';
import type { ValidPipeline } from '../pipeline.ts';
import type { Cost } from './clock.ts';
import type { NodeEnd } from './node-end.ts';

/** The account of a run: how many nodes and items ended how, where the outputs are, what it cost. */
export function summarise(
  pipeline: ValidPipeline,
  ends: ReadonlyMap<string, NodeEnd>,
  cost: Cost,
  interrupted: boolean,
): RunSummary {
  const nodes: { [outcome in NodeOutcome]: number } = {
    executed: 0,
    cached: 0,
    failed: 0,
    skipped: 0,
  };
  const items = { executed: 0, cached: 0, failed: 0, skipped: 0 };
  const outputs: { [name: string]: { digest: Digest; path: string | null } } = {};
  for (const node of pipeline.nodes) {
    const end = ends.get(node.id) ?? { outcome: 'skipped' as const };
    nodes[end.outcome] += 1;
    if (end.items) addCounts(items, end.items);
    for (const [name, digest] of Object.entries(end.outputs ?? {})) {
      const published = node.publish.find(({ output }) => output === name);
      outputs[`${node.id}.${name}`] = { digest, path: published?.path ?? null };
    }
  }
  return {
    type: 'summary',
    ok: nodes.failed === 0 && nodes.skipped === 0 && !interrupted,
    nodes,
    items,
    outputs,
    cost: { cpu_s: round(cost.cpuSeconds), wall_s: round(cost.wallSeconds) },
    ...(interrupted ? { interrupted: true as const } : {}),
  };
}

/** The summary of the next run, where nothing happens until then. */
export function summaryOfNext(
  summary: RunSummary,
  nodes: number,
  sets: readonly ItemCounts[],
): RunSummary {
  const items = { executed: 0, cached: 0, failed: 0, skipped: 0 };
  for (const counts of sets) addCounts(items, counts);
  return { ...summary, nodes: { executed: 0, cached: nodes, failed: 0, skipped: 0 }, items };
}

function addCounts(sum: { -readonly [k in keyof ItemCounts]: number }, counts: ItemCounts): void {
  sum.executed += counts.executed;
  sum.cached += counts.cached;
  sum.failed += counts.failed;
  sum.skipped += counts.skipped;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
