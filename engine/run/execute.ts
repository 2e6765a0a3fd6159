import type { Result } from '../../base/result.ts';
import type { ItemCounts } from '../events.ts';
import type { KnownOutputs, MissPlan, SourceDigests } from '../plan/plan.ts';
import type { Surroundings } from '../plan/surroundings.ts';
import { keepViews } from '../plan/views.ts';
import { type Flows, openFlows } from '../price/flow.ts';
import type { Outputs, StageFailure } from '../stage.ts';
import { runMap } from './map.ts';
import type { RunSetting } from './setting.ts';
import { runWhole, withAttempts } from './whole.ts';

/** What executing a node gave. */
export interface Execution {
  readonly result: Result<Outputs, StageFailure>;
  /** Of a map stage. */
  readonly items?: ItemCounts;
}

/** What a run beyond the one node has to do with executing it. */
export interface InRun {
  /** The outputs of what is above. */
  readonly known?: KnownOutputs;
  /** What is written in one step with the record of a whole stage. */
  readonly alongside?: (made: Outputs) => void;
}

/** Executes a node that was missed: says so, keeps the views it reads, and runs it by its kind. */
export async function execute(
  setting: RunSetting,
  around: Surroundings,
  miss: MissPlan,
  sources: SourceDigests,
  { known = () => undefined, alongside = () => {} }: InRun = {},
): Promise<Execution> {
  const { node, reasons } = miss;
  const reason = reasons.join('; ');
  setting.emit({ type: 'node-started', node: node.id, stage: node.uses, reason });
  for (const text of node.notes) setting.emit({ type: 'note', node: node.id, text });
  await keepViews(around, node, sources);
  if (node.kind === 'map') {
    setting.state.objects.put(miss.key.preimage);
    return runMap(setting, miss);
  }
  const flow = flowsOf(setting, known).into(node);
  const result = await withAttempts(
    node.conduct,
    (seconds, number) => runWhole(setting, miss, { seconds, number, flow, alongside }),
    (attempt, { message }) =>
      setting.emit({
        type: 'retry',
        node: node.id,
        attempt,
        attempts: node.conduct.attempts,
        message,
      }),
    setting.signal,
  );
  return { result };
}

/** What flows where is counted once a pass. */
const flowsOfPass = new WeakMap<KnownOutputs, Flows>();

function flowsOf({ pipeline, state }: RunSetting, known: KnownOutputs): Flows {
  const found = flowsOfPass.get(known) ?? openFlows(pipeline, state, known);
  flowsOfPass.set(known, found);
  return found;
}
