// This engine beside others, on the same work in one run: `npm run bench -- [options]`.
//   --only A,B        engines (default: all); --sizes N,N (default: 1000,10000,100000)
//   --skip A,B        parts: edits, kill, fan, chain, items
//   --items N,N       how many items in one node (default: 100000)
//   --limit SECONDS   on the wall that one run may take (default 90); what by a smaller size takes longer is not tried
//   --minutes N       after which nothing more is begun and what runs is cut off (default 24)
//   --quick           a short form that fails where this engine is wrong or beyond its budgets
//   --write           writes docs/benchmarks.md
//   --keep FILE       adds what was measured to a file; --from FILE puts what it holds into the document too
// The others are installed on the way (make and python3 have to be there).
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { doit } from './engines/doit.mjs';
import { dvc } from './engines/dvc.mjs';
import { make } from './engines/make.mjs';
import { mlipAutopipec } from './engines/mlip-autopipec.mjs';
import { ninja } from './engines/ninja.mjs';
import { redun } from './engines/redun.mjs';
import { snakemake } from './engines/snakemake.mjs';
import { judged, judgedMemory, QUICK_BUDGETS, QUICK_MEMORY } from './side-by-side/budgets.mjs';
import { behaviour } from './side-by-side/edits.mjs';
import { itemSpeeds } from './side-by-side/items.mjs';
import { killAndResume } from './side-by-side/kill.mjs';
import { endOf } from './side-by-side/limits.mjs';
import { ROOT } from './side-by-side/measure.mjs';
import { openParts, PARTS } from './side-by-side/parts.mjs';
import { report } from './side-by-side/report.mjs';
import { chainSpeeds, fanSpeeds } from './side-by-side/steps.mjs';
import { troubles } from './side-by-side/troubles.mjs';

/** In the order in which they are measured: what takes longest comes last. */
const ENGINES = [mlipAutopipec, ninja, make, doit, snakemake, redun, dvc];
const argv = process.argv.slice(2);

function optionsOf() {
  const text = { type: /** @type {const} */ ('string') };
  const flag = { type: /** @type {const} */ ('boolean'), default: false };
  const { values } = parseArgs({
    args: argv,
    options: {
      ...{ only: text, sizes: text, skip: text, items: text, limit: text, minutes: text },
      ...{ keep: text, from: text },
      ...{ quick: flag, write: flag },
    },
  });
  const list = (words) => words.split(',').filter(Boolean);
  const quick = values.quick ? ['mlip-autopipec', 'ninja', 'make', 'doit'] : undefined;
  const only = values.only ? list(values.only) : (quick ?? ENGINES.map(({ name }) => name));
  const strange = only.filter((name) => !ENGINES.some((engine) => engine.name === name));
  if (strange.length > 0) throw new Error(`no such engine: ${strange.join(', ')}`);
  return {
    engines: ENGINES.filter(({ name }) => only.includes(name)),
    sizes: list(values.sizes ?? (values.quick ? '1000' : '1000,10000,100000')).map(Number),
    items: list(values.items ?? (values.quick ? '2000' : '100000')).map(Number),
    skip: new Set(list(values.skip ?? '')),
    limit: Number(values.limit ?? (values.quick ? 600 : 90)),
    minutes: Number(values.minutes ?? (values.quick ? 30 : 24)),
    quick: values.quick,
    write: values.write,
    keep: values.keep,
    from: values.from,
  };
}

/** @param {import('./side-by-side/steps.mjs').Cell} cell */
function say({ engine, step, size, state, cpu, wall, ran, right, why }) {
  const figures = cpu === undefined ? '' : ` ${cpu.toFixed(3)} s CPU, ${wall?.toFixed(3)} s`;
  const executed = ran === undefined ? '' : `, ${ran} executed`;
  const words = [right === false ? ', WRONG' : '', why ? ` (${why})` : ''].join('');
  console.log(`${engine}: ${step}, ${size}: ${state}${figures}${executed}${words}`);
}

/**
 * First what each engine does after an edit and after a kill, which is quick; then their speed, the sizes that all
 * of them can do before those that few can, so that what the end of the call cuts off is the longest.
 */
async function measureAll({ engines, sizes, skip, items, quick }, around, part) {
  const does = (name) => !skip.has(name);
  for (const engine of engines) {
    if (does('edits'))
      await part('edits', engine, () => behaviour(engine, around, quick ? 30 : 100));
    if (does('kill')) await part('kill', engine, () => killAndResume(engine, around, 30));
  }
  const [first = 0, ...larger] = sizes;
  const chains = quick ? [200] : sizes.filter((size) => size <= 10_000);
  const each = async (name, speeds, size) => {
    for (const engine of does(name) ? engines : []) {
      await part(name, engine, () => speeds(engine, around, size), size);
    }
  };
  await each('fan', fanSpeeds, first);
  if (chains.length > 0) await each('chain', chainSpeeds, chains[0]);
  for (const size of does('items') && engines.includes(mlipAutopipec) ? items : []) {
    await part('items', mlipAutopipec, () => itemSpeeds(around, size), size);
  }
  for (const size of larger) await each('fan', fanSpeeds, size);
  for (const size of chains.slice(1)) await each('chain', chainSpeeds, size);
}

/** What earlier calls measured: each begins with a line about itself. */
function earlier(file) {
  const lines = file ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  const all = lines.map((line) => JSON.parse(line));
  return {
    calls: all.filter((one) => one.argv),
    cells: all.filter((one) => one.step),
  };
}

function thisCall(alone, { limit, minutes, keep, from }) {
  // The name of a file of this machine says nothing elsewhere.
  const words = argv.map((word) => (word === keep || word === from ? 'FILE' : word));
  const source = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT });
  const date = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    argv: words,
    date,
    source: source.toString().trim(),
    load: loadavg()[0] ?? 0,
    ...{ limit, minutes, alone },
  };
}

/** The engines that are there, with their versions; one that cannot be had is said, and left out. */
const withVersions = (engines) =>
  engines.flatMap((engine) => {
    try {
      const forms = [engine, ...(engine.otherForm ? [engine.otherForm] : [])];
      return forms.map((form) => ({ ...form, said: form.version() }));
    } catch (error) {
      console.error(`${engine.name} is left out: ${String(error).split('\n')[0]}`);
      return [];
    }
  });

async function main() {
  const options = optionsOf();
  const folder = mkdtempSync(join(tmpdir(), 'mlip-bench-'));
  try {
    await measureAndSay(options, folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureAndSay(options, folder) {
  const before = earlier(options.from);
  const note = (line) => options.keep && appendFileSync(options.keep, `${JSON.stringify(line)}\n`);
  const parts = openParts(folder, (cell) => {
    say(cell);
    note(cell);
  });
  const { alone, slowness: slower } = parts.speed();
  console.log(`node alone: ${alone.toFixed(3)} s CPU`);
  const call = thisCall(alone, options);
  if (options.skip.size < PARTS.length) note(call);
  const there = withVersions(options.engines).map(({ name }) => name);
  const engines = options.engines.filter(({ name }) => there.includes(name));
  const { cells } = parts;
  const around = { ...parts, folder, limit: options.limit, until: endOf(options.minutes) };
  await measureAll({ ...options, engines }, around, parts.part);
  if (options.quick) await again({ ...options, engines }, around, parts.part);
  console.log(parts.took());
  const all = [...before.cells, ...cells];
  const shown = ENGINES.filter(({ name }) => all.some(({ engine }) => engine === name));
  const calls = cells.length > 0 ? [...before.calls, call] : before.calls;
  const text = report(all, { engines: withVersions(shown), calls, slower });
  if (options.write) writeFileSync(join(ROOT, 'docs/benchmarks.md'), text);
  else console.log(`\n${text}`);
  if (options.quick) check(cells, slower);
}

const beyondQuick = ({ cells }, slower = 1) =>
  judged(cells, QUICK_BUDGETS, slower).filter(({ held }) => !held);

/** A budget that one look does not find held is looked at twice more: the least of three is judged. */
async function again(options, around, part) {
  const engines = options.engines.filter((engine) => engine === mlipAutopipec);
  for (let round = 2; round <= 3 && beyondQuick(around).length > 0; round++) {
    const skip = new Set(['edits', 'kill', 'chain', ...options.skip]);
    // What it measured before says nothing against measuring it again.
    await measureAll({ ...options, engines, skip }, around, part);
  }
}

function check(cells, slower) {
  const beyond = beyondQuick({ cells }, slower);
  const larger = judgedMemory(cells, QUICK_MEMORY).filter(({ held }) => !held);
  const wrong = [
    ...troubles(cells),
    ...larger.map(
      ({ step, size, used, megabytes }) => `${step}, ${size}: ${used} MB, allowed ${megabytes}`,
    ),
    ...beyond.map(
      ({ step, size, cpu, allowed }) => `${step}, ${size}: ${cpu} s CPU, allowed ${allowed}`,
    ),
  ];
  for (const words of wrong) console.error(`does not hold: ${words}`);
  console.log(
    wrong.length === 0 ? 'this engine holds what it has to' : `${wrong.length} do not hold`,
  );
  if (wrong.length > 0) process.exitCode = 1;
}

await main();
