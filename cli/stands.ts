import { dirname, join, resolve } from 'node:path';
import { lookAtStanding, type StandingLook } from '../cache/standing.ts';
import { type Brief, readSaid, sayAgain } from '../engine/run/say-again.ts';
import { paint } from '../report/paint.ts';
import { upToDateWords } from '../report/summary.ts';
import { parseGiven, parseJobs } from './args.ts';
import { runKey } from './asked.ts';
import { buildId } from './build-id.ts';
import { wantsColor } from './say.ts';
import { openScreen } from './sinks.ts';
import { findConfig } from './workspace.ts';

/** What the look of this command line found, where it was not enough for an answer. */
let left: StandingLook | undefined;

/** The last answer to this command line, where nothing but input files moved since. */
export const lookLeft = (): StandingLook | undefined => left;

/**
 * Answers a run from the last one like it, if everything was up to date then and all that this was found
 * from stands, or has the same bytes: no index is opened, no pipeline read, no lock taken. `false`: the run has to look
 * for itself; nothing was said then.
 */
export async function answered(argv: readonly string[]): Promise<boolean> {
  const asked = plainRun(argv);
  const build = asked && buildId();
  if (!asked || build === undefined) return false;
  const folder = process.cwd();
  const given = parseGiven(asked.set, folder);
  if (!given.ok || !parseJobs(asked.jobs).ok) return false;
  const config = findConfig(folder);
  const wanted = { file: resolve(folder, asked.file), ...given.value };
  const key = runKey(wanted, build, config, asked.profile);
  const state = join(config ? dirname(config) : folder, '.mlip');
  const look = lookAtStanding(state, key);
  if (!look || (look.moved.length > 0 && !(await sameBytes(state, look)))) return false;
  return say(look, asked.json);
}

/** Whether the files that moved hold what they held; then the answer is kept with their new stamps. */
async function sameBytes(folder: string, look: StandingLook): Promise<boolean> {
  const { keepStanding, rehash } = await import('../cache/keep-standing.ts');
  const { changed, renewed } = rehash(folder, look) ?? {};
  if (!changed) return false;
  if (changed.size > 0) {
    left = look;
    return false;
  }
  if (renewed) keepStanding(folder, look.asked, look.mark, renewed);
  return true;
}

async function say({ standing }: StandingLook, json: boolean): Promise<boolean> {
  if (!json && standing.brief !== '') {
    const { nodes, published } = JSON.parse(standing.brief) as Brief;
    const colours = paint(wantsColor(process.stdout));
    process.stdout.write(`${upToDateWords(nodes, published, colours)}\n`);
    return true;
  }
  const said = await readSaid(standing.answer());
  if (!said) return false;
  const texts: string[] = [];
  const screen = openScreen(json, new Map(), { write: (text) => texts.push(text) });
  const { user, system } = process.cpuUsage();
  const cost = { cpu_s: round((user + system) / 1e6), wall_s: round(performance.now() / 1000) };
  const run = new Date().toISOString().replace(/[:.]/g, '-');
  sayAgain(said, run, cost, screen);
  process.stdout.write(texts.join(''));
  return true;
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;

/** A command line that asks for a run and nothing special. */
interface PlainRun {
  readonly file: string;
  readonly set: readonly string[];
  readonly jobs: string | undefined;
  readonly profile: string | undefined;
  readonly json: boolean;
}

/** Options with a value, and what their value is called in the list of `--set`. */
const VALUED: { readonly [option: string]: (value: string) => string } = {
  '--set': (text) => text,
  '--params': (file) => `@${file}`,
};

/** Reads the forms of `run` that ask for nothing special; every other is for the whole reading. */
function plainRun([verb, ...words]: readonly string[]): PlainRun | undefined {
  if (verb !== 'run') return undefined;
  const files: string[] = [];
  const set: string[] = [];
  let jobs: string | undefined;
  let profile: string | undefined;
  let json = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at] as string;
    const value = words[at + 1];
    if (word === '--json') json = true;
    else if (!word.startsWith('-')) files.push(word);
    else if (word === '--no-wait') continue;
    else if (value === undefined || value.startsWith('-')) return undefined;
    else if (word === '-j' || word === '--jobs') jobs = words[++at];
    else if (word === '--profile') profile = words[++at];
    else if (VALUED[word]) set.push(VALUED[word](words[++at] as string));
    else return undefined;
  }
  const [file = 'pipeline.yaml', ...more] = files;
  return more.length > 0 || file === '' ? undefined : { file, set, jobs, profile, json };
}
