import type { RunSummary } from '../events.ts';
import type { ValidPipeline } from '../pipeline.ts';
import { withNodes } from './past-pipeline.ts';

/** A past run: the pipeline as its keys tell it, and how it ended. */
export interface PastRun {
  readonly run: string;
  readonly pipeline: ValidPipeline;
  readonly summary: RunSummary;
}

/** The nodes that a run did not come to the end of. */
export interface OpenEnds {
  readonly run: string;
  readonly nodes: readonly string[];
}

/**
 * Two runs, each without the nodes that it did not come to the end of: the keys that are remembered of these are of
 * runs before it. Such a node counts as it was in the other run, so that it is neither a change nor missing.
 */
export function closeEnds(
  a: PastRun,
  b: PastRun,
): { readonly pipelines: readonly [ValidPipeline, ValidPipeline]; readonly open: OpenEnds[] } {
  const [first, second] = [endedIn(a), endedIn(b)];
  const ids = [...new Set([a, b].flatMap(({ pipeline }) => pipeline.nodes.map(({ id }) => id)))];
  const openOf = ({ run }: PastRun, ended: ReadonlySet<string> | undefined): OpenEnds[] =>
    ended ? [{ run, nodes: ids.filter((id) => !ended.has(id)) }] : [];
  return {
    pipelines: [closed(a, first, b, second), closed(b, second, a, first)],
    open: [...openOf(a, first), ...openOf(b, second)],
  };
}

/** The nodes that ended well, where some of the run did not; undefined where all did. */
function endedIn({ summary: { outputs, nodes } }: PastRun): ReadonlySet<string> | undefined {
  if (nodes.failed === 0 && nodes.skipped === 0) return undefined;
  return new Set(Object.keys(outputs).map((name) => name.slice(0, name.lastIndexOf('.'))));
}

function closed(
  own: PastRun,
  ended: ReadonlySet<string> | undefined,
  other: PastRun,
  otherEnded: ReadonlySet<string> | undefined,
): ValidPipeline {
  if (!ended) return own.pipeline;
  const lent = other.pipeline.nodes.filter(
    ({ id }) => !ended.has(id) && (!otherEnded || otherEnded.has(id)),
  );
  return withNodes(own.pipeline, (id) => ended.has(id), lent);
}
