import type { NodePlan, Plan } from '../engine/plan/plan.ts';

/** A plan without what --from leaves out of date and what needs it, since a run does neither. */
export interface LeftFrozen {
  readonly plan: Plan;
  readonly skipped: number;
  readonly notes: readonly { readonly type: 'note'; readonly text: string }[];
}

/** Takes out of a plan what a run refuses: the nodes before --from that are not up to date, and all below them. */
export function leftFrozen(plan: Plan, frozen: ReadonlySet<string>): LeftFrozen {
  const stale = plan.nodes.filter(({ state, node }) => state !== 'hit' && frozen.has(node.id));
  if (stale.length === 0) return { plan, skipped: 0, notes: [] };
  const out = new Set(stale.map(({ node }) => node.id));
  for (const { node } of plan.nodes) {
    const above = node.inputs.flatMap(({ sources }) => sources.map((source) => source.node));
    if ([...above, ...node.needs].some((id) => out.has(id))) out.add(node.id);
  }
  const [first] = stale as [NodePlan];
  const left = [...out].filter((id) => !frozen.has(id));
  const text = `${names(stale.map(({ node }) => node.id))} not up to date${why(first)}, and --from leaves what comes before as it is: ${left.length > 0 ? `${names(left)} not run` : 'nothing is run'}; without --from all is`;
  const nodes = plan.nodes.filter(({ node }) => !out.has(node.id));
  return { plan: { ...plan, nodes }, skipped: out.size, notes: [{ type: 'note', text }] };
}

const why = (planned: NodePlan): string =>
  planned.state === 'miss' ? ` (${planned.reasons.join('; ')})` : '';

const names = (ids: readonly string[]): string =>
  `${ids.slice(0, 3).join(', ')}${ids.length > 3 ? ` and ${ids.length - 3} more` : ''} ${ids.length === 1 ? 'is' : 'are'}`;
