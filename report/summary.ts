import type { ItemCounts, RunSummary } from '../engine/events.ts';
import type { Paint } from './paint.ts';
import { durationWords, nodeWords } from './words.ts';

/** The end of a run for people: how it ended, what was reused, and where the results are. */
export function summaryWords(summary: RunSummary, paint: Paint): string {
  const published = Object.entries(summary.outputs).flatMap(([output, { path }]) =>
    path === null ? [] : [[output, path] as const],
  );
  const widest = Math.max(0, ...published.map(([, path]) => path.length));
  const places = published.map(
    ([output, path]) => `  ${path.padEnd(widest)}  ${paint.dim(output)}`,
  );
  return [headline(summary, paint), ...places].join('\n');
}

function headline(summary: RunSummary, paint: Paint): string {
  const { ok, interrupted, nodes, items, cost } = summary;
  const time = `${durationWords(cost.wall_s)} (${durationWords(cost.cpu_s)} of CPU)`;
  if (interrupted) {
    return paint.yellow(
      'interrupted: what was finished is kept, the same command goes on from here',
    );
  }
  if (!ok && nodes.failed === 0) {
    const made = `items: ${items.executed} made, ${items.cached} reused, ${items.skipped} left`;
    return paint.yellow(
      `stopped at the budget: ${nodes.skipped} of ${nodeWords(total(nodes))} left, after ${time}; ${made}`,
    );
  }
  if (!ok) {
    const skipped = nodes.skipped > 0 ? `, ${nodes.skipped} skipped` : '';
    return paint.red(
      `failed: ${nodes.failed} of ${nodeWords(total(nodes))}${skipped}, after ${time}`,
    );
  }
  if (nodes.executed === 0) return paint.bold(`everything up to date: ${nodeWords(total(nodes))}`);
  const made = total(items) > 0 ? `; items: ${items.executed} made, ${items.cached} reused` : '';
  return paint.bold(
    `done in ${time}: ${nodeWords(nodes.executed)} executed, ${nodes.cached} reused${made}`,
  );
}

const total = (counts: ItemCounts | RunSummary['nodes']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
