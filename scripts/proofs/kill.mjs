// kill -9 at random moments: the next run ends well, with the digests of a run that was never killed,
// and does nothing again that the killed one had said was done.
import { parseArgs } from 'node:util';
import { autoRun, here, openWorkspace } from './support/auto.mjs';
import { differences, outputsOf } from './support/outputs.mjs';

/** Uniform numbers below 1 from a seed (mulberry32), so that a failure can be had again. */
function randomFrom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** What a killed run had said was done: nodes, and items of the node that maps. */
function saidDone(events, mapNode) {
  const nodes = events.filter(
    ({ type, outcome }) =>
      type === 'node-finished' && (outcome === 'executed' || outcome === 'cached'),
  );
  const items = events
    .filter(({ type, node }) => type === 'progress' && node === mapNode)
    .map(({ done }) => done);
  return { nodes: nodes.map(({ node }) => node), items: Math.max(0, ...items) };
}

/** What is wrong with the run after a kill; empty where all holds. */
function problemsAfter(reference, done, next, folder) {
  if (next.code !== 0 || !next.summary?.ok) {
    return [`the next run ended with code ${next.code}: ${next.words.trim()}`];
  }
  const again = next.events
    .filter(({ type, node }) => type === 'node-started' && done.nodes.includes(node))
    .map(({ node }) => `node ${node} was done and was executed again`);
  const { executed, cached } = next.summary.items;
  const counts = [
    ...(executed + cached === reference.total
      ? []
      : [`${executed} + ${cached} items are not ${reference.total}`]),
    ...(executed <= reference.total - done.items
      ? []
      : [`${done.items} of ${reference.total} items were done, yet ${executed} were executed`]),
  ];
  const differ = differences(reference.outputs, outputsOf(folder, next.summary));
  return [
    ...again,
    ...counts,
    ...differ.map((name) => `${name} differs from the uninterrupted run's`),
  ];
}

async function uninterrupted(pipeline) {
  const { folder, close } = openWorkspace(pipeline);
  try {
    const run = await autoRun(here, folder);
    if (run.code !== 0) throw new Error(`the uninterrupted run failed: ${run.words}`);
    const mapped = run.events.find(({ type, items }) => type === 'node-finished' && items);
    const { executed, cached } = run.summary.items;
    return {
      seconds: run.seconds,
      outputs: outputsOf(folder, run.summary),
      mapNode: mapped.node,
      total: executed + cached,
    };
  } finally {
    close();
  }
}

async function killOnce(reference, pipeline, moment) {
  const { folder, close } = openWorkspace(pipeline);
  try {
    const killed = await autoRun(here, folder, { killAfter: moment });
    const done = saidDone(killed.events, reference.mapNode);
    const next = await autoRun(here, folder);
    return {
      moment,
      hit: killed.signal === 'SIGKILL',
      done,
      executed: next.summary?.items.executed,
      problems: problemsAfter(reference, done, next, folder),
    };
  } finally {
    close();
  }
}

const rowOf = ({ moment, hit, done, executed, problems }, at) =>
  `| ${at + 1} | ${moment.toFixed(3)} | ${hit ? done.nodes.length : 'it had ended'} | ${done.items} | ${executed} | ${problems.join('; ') || 'all holds'} |`;

/** `--times N`, `--pipeline cu|small`, `--seed N` */
export async function prove(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      times: { type: 'string', default: '30' },
      pipeline: { type: 'string', default: 'cu' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const reference = await uninterrupted(values.pipeline);
  const random = randomFrom(Number(values.seed));
  const tries = [];
  const killed = () => tries.filter(({ hit }) => hit).length;
  const times = Number(values.times);
  // A run that ended before its moment proves nothing: another takes its place.
  while (killed() < times && tries.length < 3 * times) {
    const tried = await killOnce(reference, values.pipeline, random() * reference.seconds);
    tries.push(tried);
    console.log(rowOf(tried, tries.length - 1));
  }
  const bad = tries.filter(({ problems }) => problems.length > 0);
  return {
    title: `kill -9 at ${killed()} random moments`,
    held: bad.length === 0 && killed() === times && times > 0,
    lines: [
      `seed ${values.seed}, pipeline ${values.pipeline}: ${reference.seconds.toFixed(1)} s and ${reference.total} items when left alone`,
      `${killed()} of ${tries.length} runs were killed before their end; ${tries.length - bad.length} next runs did what they must: exit code 0, the digests and published bytes of the uninterrupted run, nothing done twice`,
    ],
    table: [
      '| | killed at (s) | nodes done | items done | items executed by the next run | |',
      '|---|---|---|---|---|---|',
      ...tries.map(rowOf),
    ],
  };
}
