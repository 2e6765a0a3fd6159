import {
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { type EnvironmentPlace, type Pin, pinText } from './place.ts';

/** How far the making has come. */
export type SetupEvent =
  | {
      readonly step: 'download';
      readonly done: number;
      readonly total: number;
      readonly what: string;
    }
  | { readonly step: 'make' | 'install' | 'check' | 'done'; readonly what: string };

/** What making an environment needs of its surroundings. */
export interface Maker {
  readonly place: EnvironmentPlace;
  /** A Python that the pins are for. */
  readonly python: string;
  /** The worker script: it says the versions of an environment, and whether they work. */
  readonly worker: string;
  run(argv: readonly string[], onOutput?: (text: string) => void): Promise<Ran>;
  say(event: SetupEvent): void;
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Packages that one call of pip fetches: what an interruption loses is one such group. */
const GROUP = 6;

/**
 * Makes the environment: fetches files group by group, each kept once it is there; makes the folder anew out of
 * them, without the network; tries it; and only then leads `current` to it. Whatever is interrupted, `current` never
 * leads to a half one. The python of the environment, or why there is none.
 */
export async function makeEnvironment(maker: Maker): Promise<Result<string, string>> {
  const { place, say } = maker;
  mkdirSync(place.wheels, { recursive: true });
  const fetched = await fetchWheels(maker);
  if (!fetched.ok) return fetched;
  const installed = await install(maker);
  if (!installed.ok) return installed;
  say({ step: 'check', what: 'imports TensorFlow and pacemaker once' });
  const python = join(place.environment, 'bin/python');
  const tried = await maker.run([python, maker.worker, 'check']);
  if (tried.exitCode !== 0) return fail(`the new environment does not work: ${lastWords(tried)}`);
  leadTo(place);
  rmSync(place.wheels, { recursive: true, force: true });
  say({ step: 'done', what: python });
  return ok(join(place.current, 'bin/python'));
}

async function fetchWheels({ place, python, run, say }: Maker): Promise<Result<true, string>> {
  const { wheels, pins } = place;
  const mark = join(wheels, 'fetched.json');
  const known = existsSync(mark) ? (JSON.parse(readFileSync(mark, 'utf8')) as string[]) : [];
  const fetched = new Set(known);
  const open = pins.filter(({ hash }) => !fetched.has(hash));
  const count = () => ({ done: fetched.size, total: pins.length });
  say({ step: 'download', ...count(), what: open.length === 0 ? 'all are there' : '' });
  for (let at = 0; at < open.length; at += GROUP) {
    const group = open.slice(at, at + GROUP);
    const list = join(wheels, 'group.txt');
    writeFileSync(list, pinText(group));
    const argv = [python, '-m', 'pip', ...PIP, 'download', '--no-deps', ...EXACT];
    const ended = await run([...argv, '-d', wheels, '-r', list], (text) => {
      const what = /Downloading (\S+)/.exec(text)?.[1];
      if (what !== undefined) say({ step: 'download', ...count(), what: basename(what) });
    });
    if (ended.exitCode !== 0)
      return fail(`${namesOf(group)} cannot be fetched: ${pipWords(ended)}`);
    for (const { hash } of group) fetched.add(hash);
    putFile(mark, JSON.stringify([...fetched]));
    say({ step: 'download', ...count(), what: namesOf(group) });
  }
  return ok(true);
}

const PIP = ['--disable-pip-version-check', '--no-input'];
const EXACT = ['--require-hashes', '--only-binary', ':all:'];

async function install({ place, python, run, say }: Maker): Promise<Result<true, string>> {
  const { environment, wheels, pins } = place;
  say({ step: 'make', what: environment });
  rmSync(environment, { recursive: true, force: true });
  const made = await run([python, '-m', 'venv', environment]);
  if (made.exitCode !== 0) {
    return fail(`${python} cannot make an environment (python3-venv?): ${lastWords(made)}`);
  }
  const list = join(wheels, 'all.txt');
  writeFileSync(list, pinText(pins));
  say({ step: 'install', what: `${pins.length} packages` });
  const own = join(environment, 'bin/python');
  const from = ['--no-index', '--find-links', wheels, '--no-deps', '--no-compile', ...EXACT];
  const ended = await run([own, '-m', 'pip', ...PIP, 'install', ...from, '-r', list]);
  if (ended.exitCode === 0) return ok(true);
  // A file that was lost or spoilt since it was fetched is fetched again the next time.
  rmSync(wheels, { recursive: true, force: true });
  return fail(`the packages cannot be installed: ${pipWords(ended)}`);
}

/** `current` in one step: whoever looks finds the old one or the new one. */
function leadTo({ environment, current }: EnvironmentPlace): void {
  const draft = `${current}.${process.pid}`;
  rmSync(draft, { force: true });
  symlinkSync(basename(environment), draft);
  renameSync(draft, current);
}

function putFile(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

const namesOf = (pins: readonly Pin[]): string => pins.map(({ name }) => name).join(', ');

const lastWords = ({ stdout, stderr }: Ran): string =>
  ((stderr.trim() || stdout.trim()).split('\n').at(-1) ?? 'it said nothing').slice(0, 300);

/** pip's own error, of all that it says. */
function pipWords(ran: Ran): string {
  const errors = ran.stderr.split('\n').filter((line) => line.startsWith('ERROR:'));
  return errors[0]?.slice('ERROR: '.length) ?? lastWords(ran);
}
