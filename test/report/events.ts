import { digestBytes } from '../../base/digest.ts';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';

const counts = { executed: 3, cached: 2, failed: 0, skipped: 0 };
/** The end of a run with two outputs, one of them published. */
export const summary: RunSummary = {
  type: 'summary',
  ok: true,
  nodes: { executed: 2, cached: 1, failed: 0, skipped: 0 },
  items: counts,
  outputs: {
    'labels.labels': { digest: digestBytes('a'), path: null },
    'potential.potential': { digest: digestBytes('b'), path: 'results/cu.yace' },
  },
  cost: { cpu_s: 3.2, wall_s: 2.1 },
};
/** A run as a sink sees it, with a bit of everything that may happen. */
export const EVENTS: readonly EngineEvent[] = [
  { type: 'run-started', run: 'r', pipeline: 'p', file: '/p.yaml', nodes: ['labels', 'potential'] },
  { type: 'node-started', node: 'labels', stage: 'oracle', reason: 'with.cutoff 5 → 6' },
  { type: 'progress', node: 'labels', done: 3, total: 6 },
  { type: 'note', node: 'labels', text: 'a choice' },
  { type: 'object-lost', node: 'labels', digest: digestBytes('x'), why: 'its file was deleted' },
  { type: 'moved-aside', path: 'results/cu.yace', to: 'results/cu.yace.changed-1' },
  { type: 'node-finished', node: 'labels', outcome: 'executed', seconds: 1.25, items: counts },
  {
    type: 'node-finished',
    node: 'potential',
    outcome: 'failed',
    seconds: 0,
    failure: { class: 'invalid', message: 'no energies', hint: 'name the energy key' },
  },
];
