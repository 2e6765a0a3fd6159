import type { RunSummary } from '../engine/events.ts';
import { durationWords, nodeWords } from './words.ts';

/** How a run ended, or that it has not. */
export type RunOutcome = 'done' | 'failed' | 'interrupted' | 'killed' | 'running';

/** One past run, as far as it is remembered. */
export interface PastRun {
  readonly id: string;
  readonly pipeline: string;
  /** As a person in this folder would write it. */
  readonly file: string;
  readonly startedMs: number;
  readonly outcome: RunOutcome;
  /** Of a run that came to its end. */
  readonly summary?: RunSummary;
}

/** A run in one line: when, which, how it ended, what it did and what that cost. */
export function pastRunWords(run: PastRun): string {
  const started = new Date(run.startedMs).toISOString().slice(0, 19).replace('T', ' ');
  return `${started}Z  ${run.pipeline}  (${run.file})  ${endWords(run)}`;
}

function endWords({ outcome, summary }: PastRun): string {
  if (outcome === 'running') return 'going on';
  if (!summary) return 'was killed; the next run goes on from there';
  const { nodes, items, cost } = summary;
  const counts = [
    `${nodeWords(nodes.executed)} executed`,
    `${nodes.cached} reused`,
    ...(nodes.failed > 0 ? [`${nodes.failed} failed`] : []),
    ...(nodes.skipped > 0 ? [`${nodes.skipped} skipped`] : []),
  ];
  const made = [
    `${items.executed} made`,
    `${items.cached} reused`,
    ...(items.failed > 0 ? [`${items.failed} failed`] : []),
  ];
  const all = items.executed + items.cached + items.failed;
  const itemWords = all === 0 ? '' : `; items: ${made.join(', ')}`;
  const time = `${durationWords(cost.wall_s)} (${durationWords(cost.cpu_s)} of CPU)`;
  return `${outcome} in ${time}: ${counts.join(', ')}${itemWords}`;
}
