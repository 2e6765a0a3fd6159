import type { GraphNode } from '../events.ts';
import type { Plan } from '../plan/plan.ts';
import { planEvents } from '../plan/summary.ts';

/** A plan as a graph to draw, in topological order: each node with its state and its edges. */
export function graphOf(plan: Plan): readonly GraphNode[] {
  const events = planEvents(plan);
  return plan.nodes.map(({ node }, at) => {
    const { state, items } = events[at] as (typeof events)[number];
    return {
      type: 'graph-node',
      node: node.id,
      stage: node.uses,
      state,
      ...(items ? { items } : {}),
      inputs: node.inputs.flatMap(({ sources }) => sources),
      needs: node.needs,
    };
  });
}
