import { mkdirSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { acquireLock } from '../../cache/lock.ts';
import { executeAlone } from '../../engine/programs/alone.ts';
import { workerPath } from '../../stages/train/pacemaker/worker.ts';
import { EXIT, type ExitCode, refusalCode } from '../exit.ts';
import { onInterrupt } from '../interrupt.ts';
import { sayDiagnostics } from '../say.ts';
import { findPython } from './find-python.ts';
import { type Maker, makeEnvironment, type SetupEvent } from './make.ts';
import { type EnvironmentPlace, environmentPlace, standing } from './place.ts';

export interface SetupOptions {
  readonly json: boolean;
  /** Commander's form of `--no-wait`. */
  readonly wait: boolean;
  readonly folder?: string;
  readonly python?: string;
  /** Makes it anew even where it stands. */
  readonly again: boolean;
}

/** Files while it is made: about 0.6 GB fetched, 2.1 GB installed. */
const ROOM = 3.5e9;

/** `mlip-auto setup pacemaker`: the Python that `backend: pacemaker` runs, of pinned versions, in the cache folder. */
export async function setup(what: string, options: SetupOptions): Promise<ExitCode> {
  const place = environmentPlace(options.folder && resolve(options.folder));
  const { signal } = onInterrupt();
  const run: Maker['run'] = (argv, onOutput) =>
    executeAlone({
      argv,
      folder: tmpdir(),
      options: { env: environment() },
      signal,
      onOutput: (chunk) => onOutput?.(Buffer.from(chunk).toString('utf8')),
    });
  mkdirSync(place.root, { recursive: true });
  const lock = await acquireLock(place.root, { wait: options.wait, signal });
  if (!lock.ok) {
    sayDiagnostics([lock.error], options.json);
    return refusalCode([lock.error]);
  }
  try {
    const stands = await soundOne(place, run);
    if (stands && !options.again) return alreadyThere(stands, options, what);
    return await make(place, run, options);
  } catch (error) {
    if (!signal.aborted) throw error;
    say(options, {
      type: 'interrupted',
      words: 'interrupted: what was fetched is kept; run it again',
    });
    return EXIT.interrupted;
  } finally {
    lock.value.release();
  }
}

async function make(
  place: EnvironmentPlace,
  run: Maker['run'],
  options: SetupOptions,
): Promise<ExitCode> {
  const free = statfsSync(place.root);
  if (free.bavail * free.bsize < ROOM) {
    const gigabytes = ((free.bavail * free.bsize) / 1e9).toFixed(1);
    const message = `${place.root} has ${gigabytes} GB left, and the environment wants ${ROOM / 1e9}`;
    return refuse(options, 'E0952', message, 'name another folder: --folder DIR');
  }
  const python = await findPython(options.python, run);
  if (!python.ok) return refuse(options, 'E0951', python.error.message, python.error.hint);
  const progress = (event: SetupEvent): void =>
    say(options, { type: 'setup', ...event, words: wordsOf(event) });
  const words =
    'pacemaker (python-ace) has an academic, non-commercial licence of its own: by installing it you accept that';
  say(options, { type: 'note', words });
  const made = await makeEnvironment({
    place,
    python: python.value,
    worker: workerPath,
    run,
    say: progress,
  });
  if (!made.ok) {
    return refuse(options, 'E0952', made.error, 'run it again: what was fetched is kept');
  }
  finish(options, made.value, place);
  return EXIT.done;
}

function alreadyThere(python: string, options: SetupOptions, what: string): ExitCode {
  say(options, { type: 'note', words: `${what} is set up already: ${python}` });
  finish(options, python, environmentPlace(options.folder && resolve(options.folder)));
  return EXIT.done;
}

function finish(options: SetupOptions, python: string, { root }: EnvironmentPlace): void {
  const own = environmentPlace().root === root;
  if (!own)
    say(options, {
      type: 'note',
      words: `for a run to find it: export MLIP_PACEMAKER_PYTHON=${python}`,
    });
  if (options.json)
    process.stdout.write(`${JSON.stringify({ type: 'summary', ok: true, python })}\n`);
}

/** The Python of an environment that stands, is of these pins, and says so itself. */
async function soundOne(place: EnvironmentPlace, run: Maker['run']): Promise<string | undefined> {
  const folder = standing(place);
  if (folder !== place.environment) return undefined;
  const ended = await run([`${place.current}/bin/python`, workerPath, 'versions']).catch(
    () => undefined,
  );
  return ended?.exitCode === 0 ? `${place.current}/bin/python` : undefined;
}

/** pip's own settings and proxies are the user's; packages of the user's home stay out. */
function environment(): { readonly [name: string]: string } {
  const own = Object.entries(process.env).filter((entry): entry is [string, string] => {
    const [name, value] = entry;
    return (
      value !== undefined &&
      !/^(PYTHONPATH|PYTHONHOME|VIRTUAL_ENV|PIP_TARGET|PIP_USER|PIP_PREFIX)$/.test(name)
    );
  });
  return {
    ...Object.fromEntries(own),
    PYTHONNOUSERSITE: '1',
    CUDA_VISIBLE_DEVICES: '',
    TF_CPP_MIN_LOG_LEVEL: '2',
  };
}

function refuse(
  options: SetupOptions,
  code: 'E0951' | 'E0952',
  message: string,
  hint: string,
): ExitCode {
  sayDiagnostics([errorDiagnostic(code, message, { hint })], options.json);
  return EXIT.failed;
}

function say({ json }: SetupOptions, { words, ...event }: { type: string; words: string }): void {
  process.stdout.write(json ? `${JSON.stringify({ ...event, words })}\n` : `${words}\n`);
}

function wordsOf(event: SetupEvent): string {
  switch (event.step) {
    case 'download':
      return `fetches packages: ${event.done} of ${event.total} there${event.what ? ` (${event.what})` : ''}`;
    case 'make':
      return `makes ${event.what}`;
    case 'install':
      return `installs ${event.what}`;
    case 'check':
      return `tries it: ${event.what}`;
    case 'done':
      return `pacemaker is set up: ${event.what}`;
  }
}
