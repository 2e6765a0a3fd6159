// Every call by which a run changes a file fails in turn: the run ends right or says what is wrong, and a plain
// run after it goes on as if nothing had happened. All faults take about three hours of CPU; `--each call`, one of each
// call, 40 minutes; `--skip` and `--times` cut either into parts.
import { parseArgs } from 'node:util';
import { inFolder, scenarios, sideBySide, tryFault, uninterrupted } from './faulted.mjs';
import { numbersFrom } from './numbers.mjs';
import { placeOf, withShim } from './shim.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'Every call by which a run changes a file of the workspace (open for writing, write, fsync, truncate, rename, link, copy, mkdir, rmdir, chmod, unlink; those of SQLite among them) goes wrong in turn: with ENOSPC, EIO, EACCES, ENOSPC from there on, and a write of half its bytes. The run ends with exit code 0 and the digests and published bytes of an undisturbed one, or with exit code 1 and a coded diagnostic or a failed node that says why, never with a stack trace. A plain run after it exits 0 with the same digests; nothing that was recorded before is paid for again, what a person wrote into a published file is kept, and a third run executes nothing in a state that `cache verify` finds whole.';

/** What goes wrong, by its name in the table. */
const ERRORS = {
  ENOSPC: { how: 'ENOSPC' },
  EIO: { how: 'EIO' },
  EACCES: { how: 'EACCES' },
  'ENOSPC, stays': { how: 'ENOSPC', stays: true },
  'half a write': { how: 'SHORT' },
};

/** Calls that a short write can happen to. */
const CUTTABLE = new Set(['write', 'copy']);

/** @param {readonly string[]} argv */
function optionsOf(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      times: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      at: { type: 'string' },
      side: { type: 'string', default: '3' },
      minutes: { type: 'string', default: 'Infinity' },
      skip: { type: 'string', default: '0' },
      each: { type: 'string', default: 'fault' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  const times = values.times === undefined ? Number.POSITIVE_INFINITY : Number(values.times);
  const { only, at } = values;
  const [side, minutes, skip] = [values.side, values.minutes, values.skip].map(Number);
  const { each } = values;
  return { times, seed, only, at, side, minutes, skip, each, write: !values['no-write'] };
}

/**
 * Every call of a scenario with every error that can happen to it; its kind is the call, the kind of file and the error.
 * @param {import('./faulted.mjs').Scenario} scenario
 * @param {Awaited<ReturnType<typeof uninterrupted>>} whole
 */
const casesOf = (scenario, whole) =>
  whole.calls.flatMap(({ number, call, path }) =>
    Object.entries(ERRORS)
      .filter(([, { how }]) => how !== 'SHORT' || CUTTABLE.has(call))
      .map(([error, fault]) => ({
        ...{ scenario, whole, error, fault: { ...fault, at: number } },
        kind: `${call}, ${placeOf(path, whole.folder)}, ${error}`,
      })),
  );

/** One fault of each call: the errors that can happen to it, in turn from call to call. */
function onePerCall(cases) {
  const calls = new Map();
  for (const one of cases) {
    const name = `${one.scenario.name} ${one.fault.at}`;
    calls.set(name, [...(calls.get(name) ?? []), one]);
  }
  return [...calls.values()].map((faults, place) => faults[place % faults.length]);
}

/** All in an order that the seed gives: first one of each kind, then the rest; so many of them, after those to skip. */
function drawn(cases, times, seed, skip) {
  const random = numbersFrom(seed);
  const any = cases
    .map((one) => ({ one, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ one }) => one);
  const kinds = new Map(any.map((one) => [one.kind, one]));
  const first = new Set(kinds.values());
  const chosen = [...first, ...any.filter((one) => !first.has(one))].slice(skip, skip + times);
  return { kinds: kinds.size, chosen };
}

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const options = optionsOf(argv);
  const found = await withShim((library) => inFolder((folder) => all(folder, library, options)));
  if (!found) {
    console.log('left out: the proof of faults needs Linux with a C compiler');
    return false;
  }
  const { problems, count, sample } = found;
  const held = problems.length === 0 && count > 0;
  console.log(held ? `held, ${sample}` : `did not hold: ${problems.length} of ${count}`);
  const body = bodyOf(options, found);
  if (options.write) writeProof('faults', argv, { claim: CLAIM, held, body });
  return held;
}

async function all(folder, library, options) {
  const { times, seed, only, at, side, minutes, skip, each } = options;
  /** @type {any[]} */
  const cases = [];
  const calls = [];
  for (const scenario of await scenarios(folder)) {
    if (only && scenario.name !== only) continue;
    const whole = await uninterrupted(folder, scenario, library);
    calls.push(`${scenario.name}: ${whole.calls.length}`);
    cases.push(...casesOf(scenario, whole));
  }
  const some = each === 'call' ? onePerCall(cases) : cases;
  const asked = at ? some.filter(({ fault }) => at === `${fault.at}`) : some;
  const { kinds, chosen } = drawn(asked, times, seed, skip);
  console.log(
    `${chosen.length} faults of ${cases.length} (calls of ${calls.join(', ')}), seed ${seed}`,
  );
  const until = performance.now() + 60_000 * minutes;
  const [seen, done] = [new Set(), { count: 0 }];
  const problems = [];
  const counts = { right: 0, said: 0, missed: 0 };
  /** @type {Map<string, number[]>} */
  const rows = new Map();
  await sideBySide(chosen, side, async (one, place) => {
    if (performance.now() > until) return;
    const { scenario, whole, error, fault } = one;
    const thorough = place % 10 === 0;
    const ended = await tryFault(folder, scenario, whole, { library, fault, thorough });
    // The order of calls is not quite the same each time: one less than usual may be made.
    done.count += 1;
    if (ended.hit) seen.add(one.kind);
    if (!ended.hit) counts.missed += 1;
    else counts[ended.code === 0 ? 'right' : 'said'] += 1;
    const { call, path } = ended.hit ?? { call: 'none', path: '' };
    const short = path.replace(/^.*?\/(edited|fresh|lease)-[^/]*/, '');
    const name = `${call}, ${placeOf(short.slice(1), '/')}`;
    const row = rows.get(name) ?? Object.keys(ERRORS).map(() => 0);
    row[Object.keys(ERRORS).indexOf(error)] += 1;
    rows.set(name, row);
    if (ended.problems.length > 0) {
      const words = `${scenario.name} ${fault.at} ${error} (${call} ${short}): ${ended.problems.join('; ')} [exit ${ended.code}: ${ended.words}]`;
      console.log(words);
      problems.push(words);
    }
  });
  const what = each === 'call' ? 'calls, each with one of its errors in turn' : 'faults';
  const sample = `${done.count} of ${asked.length} ${what}, ${seen.size} of ${kinds} kinds (call, kind of file, error)`;
  return { rows, problems, count: done.count, counts, calls, sample };
}

function bodyOf({ seed }, { calls, rows, counts, problems, sample }) {
  const { right, said, missed } = counts;
  const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
  const list = table(
    ['call', ...Object.keys(ERRORS)],
    sorted.map(([name, row]) => [name, ...row]),
  );
  const ends = `${sample}: first one of each kind, then in an order that the seed gives, until the time was up. Calls of an undisturbed run: ${calls.join(', ')}. Seed ${seed}. ${right} runs went on and ended right, ${said} said what was wrong, ${missed} made a call less than the undisturbed one and were not hit. Three workspaces: \`edited\` has results of the tables' first version, a published file that a person changed and a pipeline that has grown; \`fresh\` has no state; \`lease\` is \`fresh\` as on a network disk.`;
  const wrong = problems.map((words) => `- ${words.replace(/\s+/g, ' ')}`).slice(0, 50);
  return [ends, list, ...(wrong.length > 0 ? [wrong.join('\n')] : [])].join('\n\n');
}
