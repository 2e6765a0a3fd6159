// The workspace in which the proofs `faults` and `kill` let things go wrong, and what must be true of it after.
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { digestsOf, ROOT, startProgram, wronglyPublished } from './engine-run.mjs';
import { callsOf, underShim } from './shim.mjs';

/** The published file that a person has changed in the scenario `edited`, and what they wrote. */
const CHANGED = 'results/table.txt';
const WORDS = 'a person wrote this\n';

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string[]} argv of `mlip-auto`
 * @property {NodeJS.ProcessEnv} env
 * @property {string} template a folder to copy
 * @property {string[]} paid what was paid for before
 */

/** A temporary folder by its real path, for the time of `work`. */
export async function inFolder(work) {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'mlip-proof-')));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const run = (count, few, pause) => {
  const set = [`count=${count}`, `few=${few}`, `pause=${pause}`].flatMap((one) => ['--set', one]);
  return ['run', 'faulted.yaml', '--json', '-j', '2', ...set];
};

/** A workspace with nothing but the pipeline and its stages. */
function emptyWorkspace(folder) {
  cpSync(fileURLToPath(new URL('faulted', import.meta.url)), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules/mlip-autopipec'));
}

/**
 * A run in a folder, with what it paid for and which calls it made.
 * @param {string} folder of the workspace
 * @param {readonly string[]} argv
 * @param {{ env?: NodeJS.ProcessEnv, library?: string, fault?: import('./shim.mjs').Fault,
 *   onEvent?: (event: any) => void, started?: (pid: number) => void }} [how]
 */
export async function runIn(
  folder,
  argv,
  { env = {}, library, fault = {}, onEvent, started } = {},
) {
  const [paid, log] = [`${folder}.paid`, `${folder}.calls`];
  writeFileSync(paid, '');
  for (const old of [log, ...programFiles(folder)]) rmSync(old, { force: true });
  const preload = library ? underShim(library, folder, log, fault) : {};
  const options = { env: { ...env, PAID: paid, ...preload }, ...(onEvent ? { onEvent } : {}) };
  const program = startProgram(folder, argv, options);
  if (program.pid !== undefined) started?.(program.pid);
  const ended = await program.ended;
  const lines = readFileSync(paid, 'utf8').split('\n').filter(Boolean);
  return { ...ended, paid: lines, calls: callsOf(log) };
}

/** Where the programs of a workspace's run say their pids, and their children theirs. */
const programFiles = (folder) => [`${folder}.programs`, `${folder}.programs-children`];

/** The pids of the programs that the last run in a folder began, in order, and of their children. */
export function begunIn(folder) {
  const [programs, children] = programFiles(folder).map((path) =>
    existsSync(path) ? readFileSync(path, 'utf8').split('\n').filter(Boolean).map(Number) : [],
  );
  return { programs, children };
}

/** Removes a workspace and what is beside it. */
export function discard(at) {
  const beside = ['.paid', '.calls', '.held'].map((end) => `${at}${end}`);
  for (const path of [at, ...beside, ...programFiles(at)])
    rmSync(path, { recursive: true, force: true });
}

/**
 * The scenarios: a workspace without a state; one with results of the tables' first version, a changed
 * published file and a grown pipeline; the former held by a lease.
 * @param {string} folder
 * @param {{ pause?: number }} [options] seconds that the command takes
 * @returns {Promise<Scenario[]>}
 */
export async function scenarios(folder, { pause = 0 } = {}) {
  const fresh = join(folder, 'fresh');
  emptyWorkspace(fresh);
  const edited = join(folder, 'edited');
  emptyWorkspace(edited);
  const before = await runIn(edited, run(6, 1, pause));
  if (before.code !== 0) throw new Error(`the pipeline itself fails: ${saidBy(before)}`);
  backToFirstTables(join(edited, '.mlip/index.db'));
  writeFileSync(join(edited, CHANGED), WORDS);
  const first = { name: 'fresh', argv: run(4, 1, pause), template: fresh, paid: [], env: {} };
  const second = {
    name: 'edited',
    argv: run(10, 2, pause),
    template: edited,
    paid: before.paid,
    env: {},
  };
  return [second, first, { ...first, name: 'lease', env: { MLIP_LOCK: 'lease' } }];
}

/** An index as the first version of the program left it, so that a run has to migrate it. */
function backToFirstTables(file) {
  const Database = createRequire(import.meta.url)('better-sqlite3');
  const db = new Database(file);
  db.function('plain', (text) => text?.replace(/,"check":"[0-9a-f]{16}"\}$/, '}') ?? null);
  db.function('words', (text) => text.split(' ').slice(0, 4).join(' '));
  db.exec(`
    DROP TABLE costs;
    DROP TABLE gone;
    UPDATE recent SET key = substr(key, 1, 32);
    UPDATE files SET stamp = words(stamp);
    UPDATE published SET stamp = words(stamp);
    UPDATE runs SET summary = plain(summary);
    UPDATE actions SET record = plain(record);
    PRAGMA user_version = 1`);
  db.close();
}

/**
 * What the scenario comes to when nothing goes wrong.
 * @param {string} folder
 * @param {Scenario} scenario
 * @param {string} library
 */
export async function uninterrupted(folder, { name, template, argv, env }, library) {
  const at = join(folder, `${name}-whole`);
  copyOf(template, at);
  const whole = await runIn(at, argv, { env, library });
  if (whole.code !== 0) throw new Error(`${name} itself fails: ${whole.stderr}`);
  return { ...whole, digests: digestsOf(whole.summary), folder: at };
}

export const copyOf = (from, to) =>
  cpSync(from, to, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });

/**
 * One fault in a copy of the scenario, the plain run after it, and what is wrong with either.
 * @param {string} folder
 * @param {Scenario} scenario
 * @param {Awaited<ReturnType<typeof uninterrupted>>} whole
 * @param {{ library: string, fault: import('./shim.mjs').Fault, thorough: boolean }} how
 */
export async function tryFault(folder, scenario, whole, { library, fault, thorough }) {
  const at = mkdtempSync(join(folder, `${scenario.name}-`));
  const { argv, env, template } = scenario;
  try {
    copyOf(template, at);
    const hurt = await runIn(at, argv, { env, library, fault });
    const next = await runIn(at, argv, { env });
    const problems = [
      ...(fault.how === 'KILL' ? [] : judgeHurt(at, hurt, whole, fault)),
      ...judgeNext(at, scenario, { hurt, next, whole }),
      ...(thorough ? await judgeThird(at, argv, env) : []),
    ];
    const hit = hurt.calls.find((call) => call.hit);
    return { hit, code: hurt.code, problems, words: saidBy(hurt) };
  } finally {
    discard(at);
  }
}

/** What a run said of its end, in one line. */
function saidBy({ events, stderr }) {
  const said = events.flatMap(({ type, code, message, failure }) =>
    type === 'diagnostic' ? [`${code} ${message}`] : failure ? [failure.message] : [],
  );
  return [...said, stderr].join(' ').trim().replace(/\s+/g, ' ').slice(0, 300);
}

/** The faulted run itself: right, or failed with words and a code. */
function judgeHurt(at, hurt, whole, fault) {
  const problems = [];
  const { code, summary, stderr, events } = hurt;
  if (/bug of mlip-auto|\n\s+at .*:\d+/.test(stderr))
    problems.push(`a stack trace: ${stderr.slice(0, 600)}`);
  if (code !== 0 && code !== 1) problems.push(`exit code ${code}`);
  if (code === 0 && (fault.how === 'SHORT' || fault.at !== undefined)) {
    if (!summary) problems.push('exit code 0 without a summary');
    else if (digestsOf(summary) !== whole.digests) problems.push('exit code 0 with other digests');
    else problems.push(...wronglyPublished(at, summary).map((path) => `wrong bytes: ${path}`));
  }
  if (code !== 0) {
    const coded = events.some(({ type, code: number }) => type === 'diagnostic' && number);
    const failed = events.some(({ type, failure }) => type === 'node-finished' && failure?.message);
    if (!coded && !failed) problems.push(`failed without saying why: ${saidBy(hurt)}`);
  }
  return problems;
}

/** The plain run after it: as if nothing had happened, nothing that was finished paid for again. */
export function judgeNext(at, { name, paid }, { hurt, next, whole }) {
  if (next.code !== 0) return [`the next run exits ${next.code}: ${saidBy(next)}`];
  const problems = [];
  if (digestsOf(next.summary) !== whole.digests) problems.push('other digests');
  problems.push(...wronglyPublished(at, next.summary).map((path) => `wrong bytes: ${path}`));
  const again = [...hurt.paid, ...next.paid].filter((word) => paid.includes(word));
  if (again.length > 0) problems.push(`paid before and paid again: ${again.join(', ')}`);
  for (const twice of repeated(next.paid)) problems.push(`paid twice in one run: ${twice}`);
  const lost = hurt.paid.filter((word) => next.paid.includes(word));
  const inFlight = 6; // two batches of three
  if (lost.length > inFlight)
    problems.push(`${lost.length} labels paid for twice: ${lost.join(', ')}`);
  const [said, kept] = [itemsSaid(hurt.events), next.summary.items.cached];
  if (kept < said) problems.push(`${said} items said, ${kept} kept`);
  if (name === 'edited') problems.push(...judgeAside(at));
  return problems;
}

const repeated = (words) => words.filter((word, place) => words.indexOf(word) !== place);

/** How many items of map nodes a run said were done, those that failed not counted. */
function itemsSaid(events) {
  const done = new Map();
  for (const { type, node, done: count } of events) {
    if (type === 'progress') done.set(node, count);
  }
  const failed = events.filter(({ type }) => type === 'item-failed').length;
  return [...done.values()].reduce((sum, count) => sum + count, -failed);
}

/** What a person wrote is beside the published file. */
function judgeAside(at) {
  const names = [CHANGED, ...[1, 2].map((number) => `${CHANGED}.changed-${number}`)];
  const kept = names.filter((name) => {
    const path = join(at, name);
    return existsSync(path) && readFileSync(path, 'utf8') === WORDS;
  });
  return kept.length === 1 && kept[0] !== CHANGED
    ? []
    : [`a person's file is at ${kept.join(' and ') || 'no place'}`];
}

/** A third run has nothing to do, and every object is whole. */
export async function judgeThird(at, argv, env) {
  const third = await runIn(at, argv, { env });
  const { executed } = third.summary?.nodes ?? {};
  const problems = executed === 0 ? [] : [`a third run executes ${executed} nodes`];
  const verified = await runIn(at, ['cache', 'verify', '--json'], { env });
  return verified.code === 0 ? problems : [...problems, `cache verify: ${saidBy(verified)}`];
}

/** Works through the cases, so many at a time. */
export async function sideBySide(cases, side, work) {
  const rest = cases.map((one, at) => ({ one, at }));
  const worker = async () => {
    for (let next = rest.shift(); next; next = rest.shift()) await work(next.one, next.at);
  };
  await Promise.all(Array.from({ length: side }, worker));
}
