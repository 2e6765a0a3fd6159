import { shellWords } from '../base/shell-words.ts';
import { type ItemCounts, MANY_NODES, type RunSummary } from '../engine/events.ts';
import type { Paint } from './paint.ts';
import { durationWords, nodeWords, widest } from './words.ts';

/** The end of a run for people: how it ended, what was reused, and where the results are. */
export function summaryWords(summary: RunSummary, paint: Paint): string {
  const published = Object.entries(summary.outputs).flatMap(([output, { path }]) =>
    path === null ? [] : [[output, path] as const],
  );
  if (published.length > MANY_NODES) {
    return `${headline(summary, paint)}\n${publishedWords(published.length)}`;
  }
  const width = widest(published.map(([, path]) => path));
  const places = published.map(([output, path]) => `  ${path.padEnd(width)}  ${paint.dim(output)}`);
  return [headline(summary, paint), ...places].join('\n');
}

/** A node that failed, as it is called, and what was wrong. */
export interface FailedNode {
  readonly node: string;
  readonly name: string;
  readonly message: string;
  /** It was begun, so that there is a log of it. */
  readonly begun: boolean;
}

const MOST_FAILED = 5;

/** What failed, at the end of a run, where it was said long ago; and where all that was said of it is. */
export function failedWords(failed: readonly FailedNode[], paint: Paint): readonly string[] {
  if (failed.length === 0) return [];
  const some = failed.slice(0, MOST_FAILED);
  const width = widest(some.map(({ name }) => name));
  const lines = some.map(
    ({ name, message }) => `  ${paint.red('✗')} ${name.padEnd(width)}  ${firstLine(message)}`,
  );
  const rest = failed.length - some.length;
  const logged = failed.find(({ begun }) => begun);
  const logs = logged && shellWords(['mlip-auto', 'logs', logged.node]);
  return [
    ...lines,
    ...(rest > 0 ? [`  and ${rest} more`] : []),
    ...(logs ? [paint.dim(`  what was said: ${logs}`)] : []),
  ];
}

function firstLine(message: string): string {
  const [line = ''] = message.split('\n');
  return line.length > MOST_COLUMNS ? `${line.slice(0, MOST_COLUMNS - 3)}...` : line;
}

const MOST_COLUMNS = 100;

/** The end of a run of very many nodes in which nothing had to be done. */
export const upToDateWords = (nodes: number, published: number, paint: Paint): string =>
  [upToDate(nodes, paint), ...(published > 0 ? [publishedWords(published)] : [])].join('\n');

const upToDate = (nodes: number, paint: Paint): string =>
  paint.bold(`everything up to date: ${nodeWords(nodes)}`);

const publishedWords = (count: number): string => `  ${count} files published`;

function headline(summary: RunSummary, paint: Paint): string {
  const { ok, interrupted, nodes, cost } = summary;
  const time = `${durationWords(cost.wall_s)} (${durationWords(cost.cpu_s)} of CPU)`;
  const all = nodeWords(total(nodes));
  const account = accountWords(summary);
  if (interrupted) {
    const words = 'what was finished is kept, the same command goes on from here';
    return paint.yellow(`interrupted after ${time}: ${account}; ${words}`);
  }
  if (!ok && nodes.failed === 0) {
    return paint.yellow(
      `stopped at the budget: ${nodes.skipped} of ${all} left, after ${time}: ${account}`,
    );
  }
  if (!ok) {
    const skipped = nodes.skipped > 0 ? `, ${nodes.skipped} skipped` : '';
    return paint.red(`failed: ${nodes.failed} of ${all}${skipped}, after ${time}: ${account}`);
  }
  if (nodes.executed === 0) return upToDate(total(nodes), paint);
  return paint.bold(`done in ${time}: ${account}`);
}

/** What was done and what was reused: `2 nodes executed, 1 reused; items: 3 made, 2 reused, 4 left`. */
function accountWords({ nodes, items }: RunSummary): string {
  const made = [
    `${items.executed} made`,
    `${items.cached} reused`,
    ...(items.failed > 0 ? [`${items.failed} failed`] : []),
    ...(items.skipped > 0 ? [`${items.skipped} left`] : []),
  ];
  const counted = total(items) > 0 ? `; items: ${made.join(', ')}` : '';
  return `${nodeWords(nodes.executed)} executed, ${nodes.cached} reused${counted}`;
}

const total = (counts: ItemCounts | RunSummary['nodes']): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);
