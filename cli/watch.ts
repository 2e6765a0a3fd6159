import { once } from 'node:events';
import { createInterface } from 'node:readline/promises';
import { fileURLToPath } from 'node:url';
import { type ScriptProcess, startScript } from '../engine/script-process.ts';
import { EXIT, type ExitCode } from './exit.ts';
import { displayPath, sayDiagnostics } from './say.ts';
import { MISSING, movedSince, type Stamps } from './stamp.ts';
import type { Looked, LookedPrice, LookRequest } from './watch-look.ts';
import { type WatchOptions, type WatchSetting, watchSetting } from './watch-options.ts';
import { priceWords, type WatchLine, watchWords } from './watch-words.ts';
import { openWatcher, type Watcher } from './watcher.ts';

/**
 * `mlip-auto watch FILE`: runs a pipeline, and again whenever one of the files it is made of is saved. Before
 * each run it says what changed and what that costs; above a price it asks. Ctrl-C ends it, and its run.
 */
export async function watch(file: string, options: WatchOptions): Promise<ExitCode> {
  const setting = watchSetting(file, options);
  if (!setting.ok) {
    sayDiagnostics(setting.error, options.json);
    return EXIT.usage;
  }
  const scripts = openScripts();
  const watcher = openWatcher();
  try {
    while (!scripts.signal.aborted) await round(setting.value, scripts, watcher);
  } catch (error) {
    if (!scripts.signal.aborted) throw error;
  } finally {
    await watcher.close();
  }
  return EXIT.interrupted;
}

/** One look, the run that it leads to, and the wait for the next change. */
async function round(setting: WatchSetting, scripts: Scripts, watcher: Watcher): Promise<void> {
  const { signal } = scripts;
  const looked = await look(setting, scripts);
  signal.throwIfAborted();
  const stamps: Stamps = new Map(looked.stamps);
  await watcher.arm([...stamps.keys()]);
  // What was edited meanwhile was not looked at: it is looked at before anything runs.
  const current = (): boolean => movedSince(stamps).length === 0;
  if (looked.price && current() && (await mayRun(setting, looked.price, signal)) && current()) {
    await scripts.run('./main.js', runWords(setting));
    signal.throwIfAborted();
  }
  const there = [...stamps.values()].filter((stamp) => stamp !== MISSING);
  say({ type: 'watching', files: there.length }, setting);
  const files = await nextChange(stamps, setting.debounceMs, watcher, signal);
  say({ type: 'changed', files: files.map(displayPath) }, setting);
}

async function look({ file, set, profile, json }: WatchSetting, scripts: Scripts): Promise<Looked> {
  const request: LookRequest = { file, set, json, ...(profile !== undefined && { profile }) };
  const [looked] = await scripts.run('./watch-look.js', [JSON.stringify(request)]);
  scripts.signal.throwIfAborted();
  if (!looked) throw new Error('internal error: the look at the pipeline ended without a word');
  return looked as Looked;
}

/** The arguments of the same run by hand. */
const runWords = ({ file, set, profile, jobs, json }: WatchSetting): readonly string[] => [
  'run',
  ...set.map((text) => (text.startsWith('@') ? `--params=${text.slice(1)}` : `--set=${text}`)),
  ...(profile === undefined ? [] : [`--profile=${profile}`]),
  ...(jobs === undefined ? [] : ['--jobs', jobs]),
  ...(json ? ['--json'] : []),
  '--',
  file,
];

/** Whether a run of this price may begin: above the threshold a person says so, and without one it may not. */
async function mayRun(
  setting: WatchSetting,
  price: LookedPrice,
  signal: AbortSignal,
): Promise<boolean> {
  const above = setting.askAbove ?? price.askAbove;
  if (above === undefined || (price.most <= above && price.unknown.length === 0)) return true;
  if (process.stdin.isTTY && process.stderr.isTTY) {
    return asked(`${priceWords({ price, above })}. Run it? [y/N] `, signal);
  }
  say({ type: 'not-run', price, above }, setting);
  return false;
}

async function asked(question: string, signal: AbortSignal): Promise<boolean> {
  // Not as a terminal: Ctrl-C is to stay a signal.
  const lines = createInterface({ input: process.stdin, output: process.stderr, terminal: false });
  try {
    // Input that ends is no answer.
    const ended = once(lines, 'close', { signal }).then(() => '');
    const answer = await Promise.race([lines.question(question, { signal }), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}

/** Waits until files are not as they were looked at, and then until they are left alone; gives which. */
async function nextChange(
  stamps: Stamps,
  debounceMs: number,
  watcher: Watcher,
  signal: AbortSignal,
): Promise<readonly string[]> {
  for (;;) {
    if (movedSince(stamps).length === 0) await watcher.event(signal);
    await watcher.quiet(debounceMs, signal);
    const moved = movedSince(stamps);
    if (moved.length > 0) return moved;
  }
}

function say(line: WatchLine, { json }: WatchSetting): void {
  process.stdout.write(`${json ? JSON.stringify(line) : watchWords(line)}\n`);
}

/** The processes of a watch, one at a time, and the signals that end both. */
interface Scripts {
  readonly signal: AbortSignal;
  /** Runs a script that lies beside this one; gives what it sent. */
  run(name: string, argv: readonly string[]): Promise<readonly unknown[]>;
}

/** A first signal ends what runs cleanly, a second at once; either way its end is waited for. */
function openScripts(): Scripts {
  const controller = new AbortController();
  let going: ScriptProcess | undefined;
  const stop = (): void => {
    if (controller.signal.aborted && !going) process.exit(EXIT.interrupted);
    controller.abort(new Error('interrupted'));
    going?.stop('SIGINT');
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  return {
    signal: controller.signal,
    async run(name, argv) {
      going = startScript(fileURLToPath(new URL(name, import.meta.url)), argv);
      try {
        return (await going.ended).sent;
      } finally {
        going = undefined;
      }
    },
  };
}
