import { type Digest, digestFromHex, digestHex } from '../../base/digest.ts';
import type { RunRow } from '../../cache/runs.ts';
import type { State } from '../../cache/state.ts';
import type { KeptSummary } from '../kept-summary.ts';
import type { ValidPipeline } from '../pipeline.ts';

/** How far back the keys of a run are looked for: a run in which no key moved has those of the one before. */
const MOST_RUNS = 10_000;

/**
 * Keeps the keys that the nodes of a pipeline have at the end of a run, as one object: a line a node.
 * It is named in the run's summary, as `keys`, and only by runs in which a key moved.
 */
export function keepKeys(state: State, pipeline: ValidPipeline): Digest {
  const all = state.recent.all(pipeline.name);
  const lines = pipeline.nodes.flatMap(({ id }) => {
    const key = all.get(id);
    return key ? [`${digestHex(key)} ${id}\n`] : [];
  });
  return state.objects.put(lines.join(''));
}

/** The keys at the end of a run, by node; `undefined` where the run was killed or they are not kept. */
export function keysOfRun(state: State, run: string): ReadonlyMap<string, Digest> | undefined {
  const [self] = state.runs.backFrom(run, 1);
  if (!self?.summary) return undefined;
  const kept = keysIn(self) ?? earlierKeys(state, run);
  const read = kept && state.objects.read(kept);
  if (!read?.ok) return undefined;
  const lines = Buffer.from(read.value).toString('utf8').split('\n').slice(0, -1);
  return new Map(lines.map((line) => [line.slice(65), digestFromHex(line.slice(0, 64))]));
}

function earlierKeys(state: State, run: string): Digest | undefined {
  for (const row of state.runs.backFrom(run, MOST_RUNS)) {
    const keys = keysIn(row);
    if (keys) return keys;
  }
  return undefined;
}

const keysIn = ({ summary }: RunRow): Digest | undefined =>
  summary === undefined ? undefined : (JSON.parse(summary) as KeptSummary).keys;
