// kill -9 at random moments of a pipeline: the next run goes on by itself, ends with the digests of an
// uninterrupted run, and does nothing again that was finished.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { digestsOf, pipelineFile, startProgram, wronglyPublished } from './engine-run.mjs';
import { numbersFrom } from './numbers.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'A run is ended with SIGKILL at random moments of its start and of each of its nodes. The next run exits 0, its output digests and the bytes it publishes equal those of an uninterrupted run, every item that the killed run had reported or recorded is taken from the record, and no finished node runs again.';

/** @param {readonly string[]} argv */
function optionsOf(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      times: { type: 'string', default: '30' },
      seed: { type: 'string' },
      pipeline: { type: 'string', default: 'cu-oneshot' },
      small: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const pipeline = values.small ? 'small' : values.pipeline;
  return { times: Number(values.times), seed, pipeline, write: !values['no-write'] };
}

/** The time before the first node starts. */
const START_UP = 'start-up';

/** @param {string} file */
async function uninterrupted(file) {
  const cwd = mkdtempSync(join(tmpdir(), 'mlip-proof-'));
  try {
    const begin = performance.now();
    let startUp = 0;
    const onEvent = ({ type }) => {
      if (type === 'node-started' && startUp === 0) startUp = (performance.now() - begin) / 1000;
    };
    const run = await startProgram(cwd, ['run', file, '--json'], { onEvent }).ended;
    if (run.code !== 0) throw new Error(`the pipeline itself fails: ${run.stderr}`);
    const finished = run.events.filter(({ type }) => type === 'node-finished');
    const maps = finished.filter(({ items }) => items).map(({ node }) => node);
    const phases = [
      { phase: START_UP, seconds: startUp },
      ...finished.map(({ node, seconds }) => ({ phase: node, seconds })),
    ];
    return { phases, digests: digestsOf(run.summary), maps: new Set(maps) };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/**
 * What the killed run had said was done: each map node's items, and the nodes that had ended.
 * @param {readonly any[]} events
 * @param {ReadonlySet<string>} maps
 */
function doneBefore(events, maps) {
  /** @type {Map<string, number>} */
  const items = new Map();
  for (const { type, node, done } of events) {
    if (type === 'progress' && maps.has(node)) items.set(node, done);
  }
  const nodes = events.filter(({ type }) => type === 'node-finished').map(({ node }) => node);
  return { items: [...items.values()].reduce((sum, count) => sum + count, 0), nodes };
}

/**
 * Kills a run some time after a phase of it began; undefined where it had ended before.
 * @param {string} cwd
 * @param {string} file
 * @param {{ phase: string, after: number }} moment seconds after the phase's beginning
 */
async function killed(cwd, file, { phase, after }) {
  /** @type {(value?: unknown) => void} */
  let begun = () => {};
  const beginning = new Promise((resolve) => {
    begun = resolve;
  });
  const onEvent = ({ type, node }) => {
    if (type === 'node-started' && node === phase) begun();
  };
  const victim = startProgram(cwd, ['run', file, '--json'], { onEvent });
  if (phase === START_UP) begun();
  await Promise.race([beginning.then(() => pause(after * 1000)), victim.ended]);
  victim.kill();
  const ended = await victim.ended;
  return ended.code === null ? ended : undefined;
}

/**
 * One kill and what followed; `problems` is empty where the claim held.
 * @param {string} file
 * @param {Awaited<ReturnType<typeof uninterrupted>>} whole
 * @param {{ phase: string, after: number }} moment
 */
async function killOnce(file, whole, moment) {
  const cwd = mkdtempSync(join(tmpdir(), 'mlip-proof-'));
  try {
    const victim = await killed(cwd, file, moment);
    if (!victim) return undefined;
    const before = doneBefore(victim.events, whole.maps);
    const plan = await startProgram(cwd, ['plan', file, '--json']).ended;
    const next = await startProgram(cwd, ['run', file, '--json']).ended;
    const problems = judge(whole, before, plan, next);
    if (next.summary) problems.push(...wronglyPublished(cwd, next.summary));
    return {
      nodes: before.nodes.length,
      said: before.items,
      kept: next.summary?.items.cached ?? 0,
      problems,
    };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/**
 * @param {Awaited<ReturnType<typeof uninterrupted>>} whole
 * @param {ReturnType<typeof doneBefore>} before
 * @param {import('./engine-run.mjs').Ended} plan
 * @param {import('./engine-run.mjs').Ended} next
 */
function judge(whole, before, plan, next) {
  if (plan.code !== 0) return [`plan exits ${plan.code}: ${plan.stderr}`];
  if (next.code !== 0) return [`the next run exits ${next.code}: ${next.stderr}`];
  const problems = [];
  const recorded = plan.summary.items.cached;
  const kept = next.summary.items.cached;
  if (digestsOf(next.summary) !== whole.digests) problems.push('other digests');
  if (recorded < before.items) problems.push(`${before.items} items said, ${recorded} recorded`);
  if (kept !== recorded) problems.push(`${recorded} items recorded, ${kept} taken from the record`);
  const again = next.events
    .filter(({ type, outcome }) => type === 'node-finished' && outcome === 'executed')
    .map(({ node }) => node)
    .filter((node) => before.nodes.includes(node));
  if (again.length > 0) problems.push(`run again though finished: ${again}`);
  return problems;
}

/**
 * Kill upon kill, the phases in turn, each time at another moment of its own time.
 * @param {string} file
 * @param {Awaited<ReturnType<typeof uninterrupted>>} whole
 * @param {number} times
 * @param {() => number} random
 */
async function killAll(file, whole, times, random) {
  const rows = [];
  let failures = 0;
  // A run that ends before its kill proves nothing: another moment is drawn.
  for (let drawn = 0; rows.length < times && drawn < 3 * times + 10; drawn++) {
    const { phase, seconds } = whole.phases[rows.length % whole.phases.length];
    const after = random() * seconds;
    const found = await killOnce(file, whole, { phase, after });
    if (!found) continue;
    const { nodes, said, kept, problems } = found;
    if (problems.length > 0) failures += 1;
    const words = problems.length > 0 ? problems.join('; ') : 'as it should be';
    rows.push([rows.length + 1, `${phase} + ${after.toFixed(3)}`, nodes, said, kept, words]);
    console.log(
      `kill ${rows.length}, ${phase} + ${after.toFixed(3)} s: ${nodes} nodes and ${said} items said, ${kept} items kept: ${words}`,
    );
  }
  return { rows, failures };
}

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { times, seed, pipeline, write } = optionsOf(argv);
  const file = pipelineFile(pipeline);
  const whole = await uninterrupted(file);
  console.log(`${pipeline}: ${times} kills, seed ${seed}`);
  const { rows, failures } = await killAll(file, whole, times, numbersFrom(seed));
  const held = failures === 0 && rows.length === times && times > 0;
  console.log(held ? `held, ${times} times` : `did not hold: ${failures} of ${rows.length}`);
  const head = [
    '',
    'killed at (s)',
    'nodes said done',
    'items said done',
    'items kept',
    'next run',
  ];
  const phases = whole.phases.map(({ phase, seconds }) => `${phase} ${seconds.toFixed(2)} s`);
  const body = `Pipeline \`${pipeline}\`, uninterrupted: ${phases.join(', ')}. Seed ${seed}.\n\n${table(head, rows)}`;
  if (write) writeProof('kill', argv, { claim: CLAIM, held, body });
  return held;
}
