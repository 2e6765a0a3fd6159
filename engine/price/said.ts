import type { PlanEvent, PlanSummary, Price } from '../events.ts';
import type { Interval } from './draws.ts';
import type { PlanPrice } from './price.ts';

/** Adds its price to the line of each node that may run. */
export function pricedEvents(
  events: readonly PlanEvent[],
  { nodes }: PlanPrice,
): readonly PlanEvent[] {
  const prices = new Map(nodes.map((one) => [one.node, one]));
  return events.map((event) => {
    const found = prices.get(event.node);
    if (!found) return event;
    const { cpu, wall, pieces, records, unknown } = found;
    const price = { ...priceOf(cpu, wall), pieces, records, ...(unknown ? { unknown } : {}) };
    return { ...event, price };
  });
}

/** Adds the price of all of it to the summary; where there are maybes, what it will cost at least. */
export function pricedSummary(
  summary: PlanSummary,
  { nodes, least, most }: PlanPrice,
): PlanSummary {
  const unknown = nodes.flatMap((one) => (one.unknown ? [`${one.node}: ${one.unknown}`] : []));
  const bounds = nodes.every(({ certain }) => certain)
    ? {}
    : { least: priceOf(least.cpu, least.wall) };
  const more = unknown.length > 0 ? { unknown } : {};
  return { ...summary, price: { ...priceOf(most.cpu, most.wall), ...bounds, ...more } };
}

const priceOf = (cpu: Interval, wall: Interval): Price => ({
  cpu_s: rounded(cpu),
  wall_s: rounded(wall),
});

/** Three digits say more than is known. */
const rounded = ([low, middle, high]: Interval): Interval => [
  Number(low.toPrecision(3)),
  Number(middle.toPrecision(3)),
  Number(high.toPrecision(3)),
];
