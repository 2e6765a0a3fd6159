import type { Digest } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { timeoutOf } from '../conduct.ts';
import type { Conduct } from '../pipeline.ts';
import { LostObject } from '../plan/items.ts';
import type { MissPlan } from '../plan/plan.ts';
import { wholeCosting } from '../price/costing.ts';
import type { Backend, Flow, Outputs, StageFailure, WholeStage } from '../stage.ts';
import { openAttempt } from './attempt.ts';
import { type AttemptLog, failureWords, openAttemptLog, thrownWords } from './attempt-log.ts';
import { maskedLog } from './execute-masked.ts';
import { recordOf, thrownFailure } from './record.ts';
import { expectSameCode } from './same-code.ts';
import { openSecrets } from './secrets.ts';
import type { RunSetting } from './setting.ts';
import { openShare } from './share.ts';
import { withinLimit } from './time-limit.ts';

/** One attempt at a whole node: how long it may take, the how manyth it is, and what comes in. */
export interface WholeAttempt {
  readonly seconds: number | undefined;
  readonly number: number;
  readonly flow: Flow | undefined;
  /** What is written in one step with the record. */
  readonly alongside: (made: Outputs) => void;
}

/** Runs a whole stage's node and commits what it made: objects first, the record last, in one step. */
export async function runWhole(
  setting: RunSetting,
  miss: MissPlan,
  { seconds, number, flow, alongside }: WholeAttempt,
): Promise<Result<Outputs, StageFailure>> {
  const secrets = setting.secrets ?? openSecrets();
  const log = maskedLog(openAttemptLog(setting, miss.node.id, number), secrets);
  const stage = (await setting.load(miss.node)) as WholeStage;
  const backend = stage.backend(miss.node.with);
  setting.state.actions.forget(miss.key.digest);
  try {
    const made = await withinLimit(seconds, setting.signal, (signal) =>
      runAttempt(setting, miss, { backend, signal, log, flow, seconds, alongside }),
    );
    if (!made.ok) log.say(failureWords(made.error));
    return made.ok ? made : secrets.maskAll(made);
  } catch (error) {
    if (error instanceof LostObject) throw error;
    log.say(thrownWords(error));
    return fail(secrets.maskAll(thrownFailure(error, backend.name)));
  }
}

interface Under {
  readonly backend: Backend;
  readonly signal: AbortSignal;
  readonly log: AttemptLog;
  readonly flow: Flow | undefined;
  readonly seconds: number | undefined;
  readonly alongside: WholeAttempt['alongside'];
}

async function runAttempt(
  setting: RunSetting,
  { node, key, inputs }: MissPlan,
  { backend, signal, log, flow, seconds, alongside }: Under,
): Promise<Result<Outputs, StageFailure>> {
  const share = openShare();
  const aim = { node, inputs, key: key.digest, limitSeconds: seconds };
  const attempt = openAttempt(setting, aim, signal, { log, share });
  try {
    const made = await backend.run(attempt.context);
    // What comes after its time was up, or after the run was interrupted, counts for nothing.
    signal.throwIfAborted();
    if (!made.ok) return made;
    await expectSameCode(setting, node);
    const moved =
      node.program && (await import('../programs.ts')).movedProgram(node, setting.state);
    const refused = await moved;
    if (refused) return fail(refused);
    const wrong = outputsProblem(node.outputs, made.value, backend.name);
    if (wrong) return fail({ class: 'invalid', message: wrong });
    const cost = share.end();
    const costing = wholeCosting(node, backend);
    const features = flow ? costing.features(node.with, flow) : {};
    setting.state.transaction(() => {
      const contents = setting.state.objects.put(attempt.flush().join('\n'));
      setting.state.objects.put(key.preimage);
      const record = { ...recordOf(made.value, cost), contents, features };
      setting.state.actions.record(key.digest, record);
      alongside(made.value);
      setting.state.costs.add(costing.family, key.digest, record.made, { ...cost, features });
    });
    setting.state.checkpoints.remove(key.digest);
    return made;
  } finally {
    share.end();
    attempt.close();
  }
}

function outputsProblem(
  declared: readonly { readonly name: string }[],
  made: { readonly [output: string]: Digest },
  who: string,
): string | undefined {
  const missing = declared.filter(({ name }) => made[name] === undefined).map(({ name }) => name);
  const extra = Object.keys(made).filter(
    (name) => !declared.some((output) => output.name === name),
  );
  const words = [
    ...(missing.length > 0 ? [`left out ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`made ${extra.join(', ')}, which it does not declare`] : []),
  ];
  return words.length > 0 ? `${who} ${words.join(' and ')}` : undefined;
}

/** Tries again what failed for want of a working machine, each time with larger limits. */
export async function withAttempts<T>(
  conduct: Conduct,
  once: (seconds: number | undefined, attempt: number) => Promise<Result<T, StageFailure>>,
  onRetry: (attempt: number, failure: StageFailure) => void,
  signal: AbortSignal,
): Promise<Result<T, StageFailure>> {
  const { attempts, growth } = conduct;
  let seconds = timeoutOf(conduct);
  for (let attempt = 1; ; attempt++) {
    const result = await once(seconds, attempt);
    if (result.ok) return ok(result.value);
    const again = result.error.class === 'infra' && attempt < attempts && !signal.aborted;
    if (!again) return result;
    if (seconds !== undefined) seconds *= growth;
    onRetry(attempt + 1, result.error);
  }
}
