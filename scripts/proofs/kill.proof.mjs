// kill -9 of the engine, of a program that it runs, and of both, at random moments and at each call by which it
// changes a file: the next run goes on by itself, ends with the digests of an uninterrupted run, and does
// nothing again that was finished.
import { parseArgs } from 'node:util';
import { inFolder } from './faulted.mjs';
import { killMoments } from './kill-moments.mjs';
import { killPhases } from './kill-phases.mjs';
import { killWrites } from './kill-writes.mjs';
import { numbersFrom } from './numbers.mjs';
import { withShim } from './shim.mjs';
import { writeProof } from './written.mjs';

const CLAIM =
  'SIGKILL ends a run at random moments of its start and of each of its nodes; at random moments, the engine, a program that it runs, or both; and at each call by which it changes a file. The next run exits 0 without a question, its output digests and the bytes it publishes equal those of an uninterrupted run; every item that the killed run had reported or recorded is taken from the record, what was paid for is paid for again only where it was in flight, and once; no finished node runs again; programs that a killed engine left running, and their children, are ended before the next one starts any.';

const WHOLE_ROUND = 3;

/** @param {readonly string[]} argv */
function optionsOf(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      times: { type: 'string', default: '200' },
      phases: { type: 'string', default: '30' },
      writes: { type: 'string' },
      seed: { type: 'string' },
      pipeline: { type: 'string', default: 'cu-oneshot' },
      small: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  return {
    times: Number(values.times),
    phases: Number(values.phases),
    writes: values.writes === undefined ? Number.POSITIVE_INFINITY : Number(values.writes),
    seed,
    pipeline: values.small ? 'small' : values.pipeline,
    write: !values['no-write'],
  };
}

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { times, phases, writes, seed, pipeline, write } = optionsOf(argv);
  console.log(`seed ${seed}`);
  const parts = [
    await killPhases(pipeline, phases, numbersFrom(seed)),
    await inFolder((folder) => killMoments(folder, times, numbersFrom(seed + 1))),
    (await withShim((library) =>
      inFolder((folder) => killWrites(folder, library, writes, seed)),
    )) ?? { count: 0, failures: 0, body: 'Kills at each call: left out, there is no C compiler.' },
  ];
  const sum = (/** @type {'count' | 'failures'} */ name) =>
    parts.reduce((total, part) => total + part[name], 0);
  const wanted = times + phases + (Number.isFinite(writes) ? writes : 0);
  // Three kills are the engine, a program and both, each while a program runs that would go on for minutes.
  const orphans = parts[1]?.orphans ?? 0;
  const held =
    sum('failures') === 0 &&
    sum('count') >= wanted &&
    sum('count') > 0 &&
    (times < WHOLE_ROUND || orphans > 0);
  console.log(
    held
      ? `held, ${sum('count')} kills, ${orphans} programs left running and ended by the next run`
      : `did not hold: ${sum('failures')} of ${sum('count')} kills, ${orphans} programs left running`,
  );
  const body = [`Seed ${seed}.`, ...parts.map((part) => part.body)].join('\n\n');
  if (write) writeProof('kill', argv, { claim: CLAIM, held, body });
  return held;
}
