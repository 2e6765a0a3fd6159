import type { CauseEvent, CostLine, EditLine, ExplainSummary } from '../events.ts';
import type { NodePlan, Plan } from '../plan/plan.ts';
import type { Edit } from './edit.ts';
import type { Explanation, Price } from './explanation.ts';
import type { Named } from './named.ts';

/** An explanation as lines to print: the edits that cost something, those that cost nothing, the end. */
export function explanationLines(
  explanation: Explanation,
  against: string,
  price?: Price,
): readonly (CauseEvent | ExplainSummary)[] {
  const { edits, shares, rest, revert, plan } = explanation;
  const cost = costLine(plan, price);
  const single = (edit: Edit): CauseEvent => {
    const share = shares.find((one) => one.edits.length === 1 && one.edits[0] === edit);
    return cause([edit], share?.named.map(cost) ?? []);
  };
  const paidFor = new Set(shares.filter((one) => one.edits.length > 1).flatMap((one) => one.edits));
  const singles = edits.map(single);
  const joint = shares.filter((share) => share.edits.length > 1);
  return [
    ...singles.filter(({ makes }, at) => makes.length > 0 || !paidFor.has(edits[at] as Edit)),
    ...joint.map((share) => cause(share.edits, share.named.map(cost))),
    {
      type: 'explanation',
      against,
      same: edits.length === 0,
      rest: rest.map((named) => ({ ...cost(named), reasons: reasonsOf(plan, named.node) })),
      ...(revert && {
        revert: { edits: revert.edits.map(editLine), spares: revert.named.map(cost) },
      }),
    },
  ];
}

const cause = (edits: readonly Edit[], makes: readonly CostLine[]): CauseEvent => ({
  type: 'cause',
  edits: edits.map(editLine),
  makes,
});

/** An edit as it is printed. */
export function editLine(edit: Edit): EditLine {
  const { what, values, span } = edit;
  const at = span && span.line > 0 && { file: span.file, line: span.line, column: span.column };
  return { what, ...values, undo: undoWords(edit), ...(at ? { at } : {}) };
}

function undoWords({ kind, what, values, nodes }: Edit): string {
  switch (kind) {
    case 'node-added':
      return `leaving out node \`${nodes.join(', ')}\``;
    case 'node-removed':
      return `node \`${nodes.join(', ')}\` put back`;
    default:
      return values ? `${what} back to ${values.before}` : `${what} as it was`;
  }
}

/** Makes cost lines of a plan: counts are of places in a set. */
function costLine(plan: Plan, price: Price | undefined): (named: Named) => CostLine {
  const nodes = new Map(plan.nodes.map((planned) => [planned.node.id, planned]));
  return (named) => {
    const places = [...named.items.values()].reduce((sum, count) => sum + count, 0);
    const hours = price?.(named);
    return {
      node: named.node,
      ...(places > 0 ? { items: places, noun: nounOf(nodes.get(named.node)) } : {}),
      ...(named.maybe ? { maybe: true as const } : {}),
      ...(hours === undefined ? {} : { core_h: Number(hours.toPrecision(3)) }),
    };
  };
}

const nounOf = (planned: NodePlan | undefined): string => planned?.node.outputs[0]?.name ?? 'items';

function reasonsOf(plan: Plan, node: string): readonly string[] {
  const planned = plan.nodes.find((one) => one.node.id === node);
  if (planned?.state === 'miss') return planned.reasons;
  return planned?.state === 'maybe' ? [`it depends on ${planned.below.join(', ')}`] : [];
}
