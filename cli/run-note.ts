import type { State } from '../cache/state.ts';
import type { EngineEvent, RunSummary } from '../engine/events.ts';
import type { KeptFailure, KeptSummary } from '../engine/kept-summary.ts';
import type { ValidPipeline } from '../engine/pipeline.ts';

/** What a workspace remembers of a run, written once there is something to remember. */
export interface RunNote {
  /** The run is noted as begun when its first node starts. */
  see(event: EngineEvent): void;
  end(summary: RunSummary): Promise<void>;
}

/**
 * A run in which everything is up to date leaves nothing behind, and so writes nothing. Every other is
 * noted before its first node starts: one without an end was killed.
 */
export function openRunNote(state: State, pipeline: ValidPipeline, run: string): RunNote {
  const started = Date.now();
  const failures = new Map<string, KeptFailure>();
  let begun = false;
  const begin = (): void => {
    if (!begun) state.runs.begin(run, pipeline.name, pipeline.file, started);
    begun = true;
  };
  return {
    see: (event) => {
      if (event.type === 'node-started') begin();
      if (event.type === 'node-finished') noteFailure(failures, event);
    },
    end: async (summary) => {
      const moved = state.recent.moved();
      const ids = pipeline.nodes.map(({ id }) => id);
      if (summary.ok) state.recent.setNodes(pipeline.name, ids, Date.now());
      if (!begun && !moved && summary.ok) return;
      begin();
      const keep = moved || state.runs.followsKilled(run, pipeline.name);
      const keys =
        keep && (await import('../engine/explain/run-keys.ts')).keepKeys(state, pipeline);
      const kept: KeptSummary = {
        ...summary,
        ...(keys ? { keys } : {}),
        ...(failures.size > 0 ? { failures: Object.fromEntries(failures) } : {}),
      };
      state.runs.end(run, JSON.stringify(kept));
    },
  };
}

/** The most failures that are kept of a run, and the most of what each says. */
const MOST_FAILURES = 1000;
const LONGEST = 300;

/** What a node failed for, unless a later pass made it after all. */
function noteFailure(
  failures: Map<string, KeptFailure>,
  { node, outcome, failure }: Extract<EngineEvent, { type: 'node-finished' }>,
): void {
  failures.delete(node);
  if (outcome !== 'failed' || !failure || failures.size >= MOST_FAILURES) return;
  failures.set(node, { class: failure.class, message: failure.message.slice(0, LONGEST) });
}
