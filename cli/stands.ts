import { dirname, join, resolve } from 'node:path';
import { standingAnswer } from '../cache/standing.ts';
import { readSaid, type Said, sayAgain } from '../engine/run/say-again.ts';
import { parseGiven, parseJobs } from './args.ts';
import { runKey } from './asked.ts';
import { buildId } from './build-id.ts';
import { openScreen } from './sinks.ts';
import { findConfig } from './workspace.ts';

/**
 * Answers a run from the last one like it, if that found everything up to date and all that it found this from
 * stands: no index is opened, no pipeline read, no lock taken. `false`: the run has to look for itself; nothing
 * was said then.
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
  const answer = standingAnswer(join(config ? dirname(config) : folder, '.mlip'), key);
  const said = answer && (await readSaid(answer));
  if (!said) return false;
  say(said, asked.json);
  return true;
}

function say(said: Said, json: boolean): void {
  const texts: string[] = [];
  const screen = openScreen(json, new Map(), { write: (text) => texts.push(text) });
  const { user, system } = process.cpuUsage();
  const cost = { cpu_s: round((user + system) / 1e6), wall_s: round(performance.now() / 1000) };
  const run = new Date().toISOString().replace(/[:.]/g, '-');
  sayAgain(said, run, cost, screen);
  process.stdout.write(texts.join(''));
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
