// kill -9 at random moments of a real pipeline: of its start, and of each of its nodes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { digestsOf, pipelineFile, startProgram, wronglyPublished } from './engine-run.mjs';
import { table } from './written.mjs';

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

/**
 * Kills a pipeline so many times; what is wrong, and the words for the proof.
 * @param {string} pipeline
 * @param {number} times
 * @param {() => number} random
 */
export async function killPhases(pipeline, times, random) {
  const file = pipelineFile(pipeline);
  const whole = await uninterrupted(file);
  const { rows, failures } = await killAll(file, whole, times, random);
  const head = [
    '',
    'killed at (s)',
    'nodes said done',
    'items said done',
    'items kept',
    'next run',
  ];
  const phases = whole.phases.map(({ phase, seconds }) => `${phase} ${seconds.toFixed(2)} s`);
  const body = `Pipeline \`${pipeline}\`, uninterrupted: ${phases.join(', ')}.\n\n${table(head, rows)}`;
  return { count: rows.length, failures, body };
}
