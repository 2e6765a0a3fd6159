// This engine beside others, on the same work in one run: `npm run bench -- [options]`.
//   --only A,B        engines (default: all); --sizes N,N (default: 1000,10000,100000)
//   --skip A,B        parts: edits, fan, chain, kill, items
//   --items N,N       how many items in one node (default: 10000,100000)
//   --limit SECONDS   of CPU that one run may take, five times as long on the wall (default 300)
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
import {
  judged,
  judgedMemory,
  QUICK_BUDGETS,
  QUICK_MEMORY,
  slowness,
} from './side-by-side/budgets.mjs';
import { itemSpeeds } from './side-by-side/items.mjs';
import { killAndResume } from './side-by-side/kill.mjs';
import { ROOT } from './side-by-side/measure.mjs';
import { report } from './side-by-side/report.mjs';
import { behaviour, chainSpeeds, fanSpeeds } from './side-by-side/steps.mjs';
import { troubles } from './side-by-side/troubles.mjs';

const PARTS = ['edits', 'fan', 'chain', 'kill', 'items'];
const ENGINES = [mlipAutopipec, ninja, make, snakemake, dvc, redun, doit];
const argv = process.argv.slice(2);

function optionsOf() {
  const text = { type: /** @type {const} */ ('string') };
  const flag = { type: /** @type {const} */ ('boolean'), default: false };
  const { values } = parseArgs({
    args: argv,
    options: {
      ...{ only: text, sizes: text, skip: text, items: text, limit: text, keep: text, from: text },
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
    items: list(values.items ?? (values.quick ? '2000' : '10000,100000')).map(Number),
    skip: new Set(list(values.skip ?? '')),
    limit: Number(values.limit ?? 300),
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

async function measureAll({ engines, sizes, skip, items, quick }, around) {
  const does = (part) => !skip.has(part);
  for (const engine of engines) {
    if (does('edits')) behaviour(engine, around, quick ? 30 : 100);
    if (does('fan')) for (const size of sizes) fanSpeeds(engine, around, size);
    const chains = sizes.filter((size) => size <= 10_000);
    if (does('chain')) for (const size of quick ? [200] : chains) chainSpeeds(engine, around, size);
    if (does('kill')) await killAndResume(engine, around, 30);
  }
  if (does('items') && engines.includes(mlipAutopipec)) {
    for (const size of items) itemSpeeds(around, size);
  }
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

function thisCall(alone, { limit, keep, from }) {
  // The name of a file of this machine says nothing elsewhere.
  const words = argv.map((word) => (word === keep || word === from ? 'FILE' : word));
  const source = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: ROOT });
  const date = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return {
    argv: words,
    date,
    source: source.toString().trim(),
    load: loadavg()[0] ?? 0,
    limit,
    alone,
  };
}

const withVersions = (engines) =>
  engines.flatMap((engine) => {
    const forms = [engine, ...(engine.otherForm ? [engine.otherForm] : [])];
    return forms.map((form) => ({ ...form, said: form.version() }));
  });

async function main() {
  const options = optionsOf();
  const folder = mkdtempSync(join(tmpdir(), 'mlip-bench-'));
  const before = earlier(options.from);
  /** @type {import('./side-by-side/steps.mjs').Cell[]} */
  const cells = [];
  const note = (line) => options.keep && appendFileSync(options.keep, `${JSON.stringify(line)}\n`);
  const keep = (cell) => {
    cells.push(cell);
    say(cell);
    note(cell);
  };
  try {
    const { alone, slowness: slower } = slowness(folder);
    console.log(`node alone: ${alone.toFixed(3)} s CPU`);
    const call = thisCall(alone, options);
    if (options.skip.size < PARTS.length) note(call);
    withVersions(options.engines);
    await measureAll(options, { folder, limit: options.limit, cells, keep });
    const all = [...before.cells, ...cells];
    const shown = ENGINES.filter(({ name }) => all.some(({ engine }) => engine === name));
    const calls = cells.length > 0 ? [...before.calls, call] : before.calls;
    const about = { engines: withVersions(shown), calls, slower };
    const text = report(all, about);
    if (options.write) writeFileSync(join(ROOT, 'docs/benchmarks.md'), text);
    else console.log(`\n${text}`);
    if (options.quick) check(cells, slower);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function check(cells, slower) {
  const beyond = judged(cells, QUICK_BUDGETS, slower).filter(({ held }) => !held);
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
