import type { State } from '../../cache/state.ts';
import type { RunSummary } from '../events.ts';
import { type Before, readBefore } from './before.ts';
import { keysOfRun } from './run-keys.ts';

/**
 * What a pipeline is compared with: the keys that its nodes had at the end of the last run in which
 * `node` ended well, or, without one, all of them did. Where no such run is known, the last key that
 * each node had, whenever that was.
 */
export function baseline(state: State, pipeline: string, node?: string): Before {
  for (const run of state.runs.latest(MOST_RUNS)) {
    if (run.pipeline !== pipeline || run.summary === undefined) continue;
    const summary = JSON.parse(run.summary) as RunSummary;
    if (node === undefined ? !summary.ok : !endedWell(summary, node)) continue;
    const keys = keysOfRun(state, run.id);
    return readBefore(state, keys ?? state.recent.all(pipeline));
  }
  return readBefore(state, state.recent.all(pipeline));
}

/** How far back a run is looked for. */
const MOST_RUNS = 100;

const endedWell = ({ outputs }: RunSummary, node: string): boolean =>
  Object.keys(outputs).some((output) => output.slice(0, output.lastIndexOf('.')) === node);
