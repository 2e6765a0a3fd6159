import { orderNodes } from '../graph.ts';
import type { Drafts, Edge } from './drafts.ts';
import type { Report } from './report.ts';

/** How many steps of a cycle are shown. */
const SHOWN = 12;

/** The nodes in the order in which they can run; cycles are reported, and then there is none. */
export function orderDrafts(
  report: Report,
  { byId }: Drafts,
  edges: readonly Edge[],
): readonly string[] {
  const order = orderNodes([...byId.keys()], edges);
  if (order.ok) return order.value;
  const byEnds = new Map<string, Edge>();
  for (const edge of edges) {
    const ends = endsOf(edge.from, edge.to);
    if (!byEnds.has(ends)) byEnds.set(ends, edge);
  }
  for (const cycle of order.error) tellCycle(report, cycle, byEnds);
  return [];
}

const endsOf = (from: string, to: string): string => `${from} ${to}`;

/** The step that closes the cycle is the place; the others stand below it. */
function tellCycle(
  report: Report,
  cycle: readonly string[],
  edges: ReadonlyMap<string, Edge>,
): void {
  const [first] = cycle as [string];
  const closing = edges.get(endsOf(cycle.at(-1) as string, first)) as Edge;
  const steps = cycle.slice(0, SHOWN).flatMap((from, index) => {
    const to = cycle[index + 1];
    return to === undefined ? [] : (edges.get(endsOf(from, to)) ?? []);
  });
  const shown = cycle.length > SHOWN ? [...cycle.slice(0, SHOWN), '...'] : cycle;
  report.add({
    code: 'E0507',
    path: closing.path,
    at: 'value',
    message:
      cycle.length === 1
        ? `node \`${first}\` waits for itself`
        : `these nodes wait for each other: ${[...shown, first].join(' -> ')}`,
    hint: 'take one of these edges away',
    related: steps.map(({ from, to, path }) => ({
      message: `\`${to}\` comes after \`${from}\``,
      span: report.span(path, 'value'),
    })),
  });
}
