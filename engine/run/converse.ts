import { setImmediate } from 'node:timers/promises';
import { canonicalText } from '../../base/canonical.ts';
import { takeChildCpu } from '../child-cpu.ts';
import type { Conversation, StayingProgram } from '../conversation.ts';
import {
  endIdleCompanions,
  forget,
  giveBack,
  type Known,
  startCompanion,
  takeIdle,
} from '../programs/companions.ts';
import { limited } from '../programs/limits.ts';
import { atRunEnd } from './at-run-end.ts';
import type { AttemptLog } from './attempt-log.ts';
import type { Secrets } from './secrets.ts';

/** Whom to talk to, and who hears of it. */
export interface Talk {
  readonly program: Pick<StayingProgram, 'same' | 'opening'>;
  /** As it runs on this site, with its whole environment. */
  readonly argv: readonly string[];
  readonly env: { readonly [name: string]: string };
  /** Makes the folder of a new one. */
  readonly folder: () => string;
  /** How many there may be at a time. */
  readonly most: number;
  readonly signal: AbortSignal;
  readonly log: Pick<AttemptLog, 'say' | 'output'>;
  readonly secrets: Secrets;
  readonly onCpu: (seconds: number) => void;
}

/** Has a line for each line of a program that stays. Throws where it was interrupted. */
export async function converse(talk: Talk, lines: readonly string[]): Promise<Conversation> {
  const { signal, log, secrets } = talk;
  signal.throwIfAborted();
  atRunEnd(endIdleCompanions);
  const known = await begin(talk);
  const { companion } = known;
  const stderr = secrets.stream();
  companion.onStderr = (chunk) => log.output(stderr.next(chunk), 'stderr');
  companion.hold(true);
  const limits = limited((name) => companion.signal(name), {
    signal,
    program: talk.argv[0] as string,
  });
  const before = known.hello === undefined ? 0 : companion.cpuSeconds();
  try {
    known.hello ??= await companion.ask(talk.program.opening(companion.folder));
    const answers = await askAll(known, lines);
    // What it said beside its last answer is on its way.
    await setImmediate();
    const why = limits.why();
    if (why) throw why;
    const { ended } = companion;
    return {
      hello: known.hello,
      answers: answers.map(secrets.mask),
      ...(ended && { ended: { ...ended, stderr: secrets.mask(ended.stderr) } }),
    };
  } finally {
    limits.close();
    companion.onStderr = () => {};
    log.output(stderr.end(), 'stderr');
    endTurn(talk, known, before);
  }
}

/** One that is idle, else a new one; what was started is said. */
async function begin({ program, argv, env, folder, most, log }: Talk): Promise<Known> {
  const same = canonicalText([[...argv], { ...env }, program.same]);
  const words = argv.join(' ');
  const found = takeIdle(same);
  if (found) {
    log.say(`$ ${words} (process ${found.companion.pid}, which stays)`);
    return found;
  }
  const own = folder();
  const started = await startCompanion(
    same,
    { argv, env: { ...env, MLIP_SCRATCH: own }, folder: own },
    most,
  );
  log.say(`$ ${words} (process ${started.companion.pid}, started to stay)`);
  return started;
}

async function askAll({ companion }: Known, lines: readonly string[]): Promise<readonly string[]> {
  const answers: string[] = [];
  for (const line of lines) {
    const answer = await companion.ask(line);
    if (answer === undefined) break;
    answers.push(answer);
  }
  return answers;
}

function endTurn({ log, onCpu }: Talk, known: Known, before: number): void {
  const { companion } = known;
  if (!companion.ended) {
    const used = companion.cpuSeconds();
    onCpu(used - before);
    giveBack(known, used);
    return;
  }
  forget(known, before);
  onCpu(takeChildCpu());
  log.say(`exit code ${companion.ended.exitCode}`);
}
