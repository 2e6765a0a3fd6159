import type { PlanEvent, PlanSummary, RunSummary } from '../events.ts';
import type { NodePlan, Plan } from './plan.ts';

/** A plan as lines to print, in topological order. */
export const planEvents = (plan: Plan): readonly PlanEvent[] => plan.nodes.map(planEvent);

function planEvent(planned: NodePlan): PlanEvent {
  const { id, uses } = planned.node;
  const head = { type: 'node-plan', node: id, stage: uses, state: planned.state } as const;
  switch (planned.state) {
    case 'maybe':
      return { ...head, below: planned.below, ...silenceOf(planned) };
    case 'hit': {
      const { items } = planned;
      return items === undefined
        ? head
        : { ...head, items: { total: items, hits: items, misses: 0 } };
    }
    case 'miss': {
      if (!planned.items) return { ...head, reasons: planned.reasons };
      const { hits, misses } = planned.items;
      return { ...head, reasons: planned.reasons, items: { total: hits + misses, hits, misses } };
    }
  }
}

const silenceOf = ({ node }: NodePlan): Pick<PlanEvent, 'silent'> =>
  node.program?.silent === undefined ? {} : { silent: node.program.silent };

/** Counts a plan; outputs are those of the hits. One with a silent program cannot be run as a whole. */
export function planSummary(plan: Plan, wallSeconds: number): PlanSummary {
  const nodes = { executed: 0, cached: 0, failed: 0, skipped: 0, maybe: 0 };
  const items = { executed: 0, cached: 0, failed: 0, skipped: 0 };
  const outputs: { [name: string]: RunSummary['outputs'][string] } = {};
  for (const planned of plan.nodes) {
    const event = planEvent(planned);
    items.executed += event.items?.misses ?? 0;
    items.cached += event.items?.hits ?? 0;
    if (planned.state === 'maybe') nodes.maybe += 1;
    else if (planned.state === 'miss' && event.items?.misses !== 0) nodes.executed += 1;
    else nodes.cached += 1;
    if (planned.state !== 'hit') continue;
    for (const [name, digest] of Object.entries(planned.outputs)) {
      const published = planned.node.publish.find(({ output }) => output === name);
      outputs[`${planned.node.id}.${name}`] = { digest, path: published?.path ?? null };
    }
  }
  const cost = { cpu_s: 0, wall_s: Math.round(wallSeconds * 1000) / 1000 };
  const ok = plan.nodes.every(({ node }) => node.program?.silent === undefined);
  return { type: 'summary', ok, nodes, items, outputs, cost };
}
