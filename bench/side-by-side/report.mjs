// docs/benchmarks.md, out of the cells that were measured.
import { availableParallelism, cpus, release, type } from 'node:os';
import { BUDGETS, judged, judgedMemory, MEMORY } from './budgets.mjs';
import { EDITED } from './edits.mjs';

/** @typedef {import('./steps.mjs').Cell} Cell */

const row = (cells) => `| ${cells.join(' | ')} |`;

/**
 * @param {readonly string[]} head
 * @param {readonly (readonly string[])[]} rows
 */
const table = (head, rows) => [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

/** Three figures. @param {number} value */
const digits = (value) =>
  value >= 100 ? value.toFixed(0) : Number(value.toPrecision(3)).toString();

/** @param {number} value */
const thousands = (value) => value.toLocaleString('en-US');

/**
 * @param {Cell | undefined} cell
 * @param {(cell: Cell) => string} figure
 * @param {string[]} notes
 */
function shown(cell, figure, notes) {
  if (!cell) return '–';
  const words = [];
  if (cell.state === 'measured') words.push(figure(cell));
  else words.push(cell.state);
  if (cell.state === 'measured' && cell.right === false) words.push('**wrong**');
  if (cell.why) words.push(noteOf(cell.why, notes));
  return words.join(' ');
}

/** @param {string} why @param {string[]} notes */
function noteOf(why, notes) {
  if (!notes.includes(why)) notes.push(why);
  return `[${notes.indexOf(why) + 1}]`;
}

/**
 * One step over sizes, an engine a row.
 * @param {readonly Cell[]} cells
 * @param {readonly string[]} engines
 * @param {string} step
 * @param {(cell: Cell) => string} figure
 */
function bySize(cells, engines, step, figure) {
  const mine = cells.filter((cell) => cell.step === step);
  const sizes = [...new Set(mine.map(({ size }) => size))].sort((a, b) => a - b);
  /** @type {string[]} */
  const notes = [];
  const rows = engines
    .filter((engine) => mine.some((cell) => cell.engine === engine))
    .map((engine) => {
      const at = (size) => mine.findLast((cell) => cell.engine === engine && cell.size === size);
      return [engine, ...sizes.map((size) => shown(at(size), figure, notes))];
    });
  return withNotes(table(['', ...sizes.map(thousands)], rows), notes);
}

/** @param {string} text @param {readonly string[]} notes */
function withNotes(text, notes) {
  if (notes.length === 0) return text;
  return `${text}\n\n${notes.map((note, at) => `[${at + 1}] ${plain(note)}`).join('\\\n')}`;
}

/** Words of another program, as they may stand in Markdown. @param {string} words */
const plain = (words) => words.replace(/\s+/g, ' ').replace(/[|*_<>`]/g, (mark) => `\\${mark}`);

const cpuAndWall = ({ cpu = 0, wall = 0 }) => `${digits(cpu)} (${digits(wall)})`;
const milliseconds = ({ cpu = 0, wall = 0, jobs = 1 }) =>
  `${digits((1000 * cpu) / jobs)} (${digits((1000 * wall) / jobs)})`;
const memory = ({ megabytes = 0 }) => digits(Math.round(megabytes));

/**
 * Jobs executed after each edit.
 * @param {readonly Cell[]} cells
 * @param {readonly string[]} engines
 */
function edits(cells, engines) {
  /** @type {string[]} */
  const notes = [];
  const rows = engines.flatMap((engine) => {
    const mine = cells.filter((cell) => cell.engine === engine && cell.step.startsWith('edit: '));
    if (mine.length === 0) return [];
    const at = (step) => mine.findLast((cell) => cell.step === `edit: ${step}`);
    return [[engine, ...EDITED.map((step) => shown(at(step), ({ ran }) => String(ran), notes))]];
  });
  return withNotes(table(['', ...EDITED], rows), notes);
}

/**
 * @param {readonly Cell[]} cells
 * @param {readonly string[]} engines
 */
function kills(cells, engines) {
  const rows = engines.flatMap((engine) => {
    const found = cells.filter((cell) => cell.engine === engine && cell.step.startsWith('kill'));
    const first = found.findLast(({ step }) => step === 'kill');
    if (!first) return [];
    const byHand = found.findLast(({ step }) => step === 'kill, by hand');
    const result = (cell) =>
      cell.state === 'failed'
        ? `refused: ${plain(cell.why || 'says nothing with its quiet option')}`
        : `${cell.ran} of ${cell.jobs} executed, ${cell.right ? 'right' : '**wrong result, exit code 0**'}`;
    return [[engine, String(first.done ?? '–'), result(first), byHand ? result(byHand) : '']];
  });
  const head = ['', 'ended before the kill', 'the same command again', 'after what a person does'];
  return table(head, rows);
}

const ITEMS = `One map node over N structures of one atom, which the others have no word for: each item has a key of its own. The
stage is one of a user's whose own work is next to nothing, so nearly all of it is the engine; how much its work takes alone
is measured apart. *Executed* is what the summary says; the stage itself counts what it calculates, and a row where the two
differ would be **wrong**. A run that is *killed* ends itself by SIGKILL in the middle of its N/2-th item; after it the same
command goes on, computes again only what had not been committed, and its labels have the digest of the uninterrupted run's. *All
known*: 20 structures fewer, every label known. *A new reader*: a back end whose calculation and reading are apart, with
another version of the reading (run in a process without the command line). *Changed*: the structures come out of an extended
XYZ file, one of whose frames gets another cell.`;

/** @param {readonly Cell[]} cells */
function items(cells) {
  const mine = cells.filter(({ step }) => step.startsWith('items, '));
  const best = new Map(mine.map((cell) => [`${cell.step} ${cell.size}`, cell]));
  const rows = [...best.values()].map((cell) => [
    cell.step.replace('items, ', ''),
    thousands(cell.size),
    shown(cell, cpuAndWall, []),
    cell.state === 'measured' ? `${cell.ran}` : '',
    cell.state === 'measured' && cell.megabytes !== undefined ? memory(cell) : '',
  ]);
  return table(['', 'items', 'CPU s (wall s)', 'executed, or to be', 'memory, MB'], rows);
}

/** @param {readonly Cell[]} cells @param {number} slower */
function budgets(cells, slower) {
  const rows = judged(cells, BUDGETS, slower).map(({ step, size, seconds, allowed, cpu, held }) => [
    ...[`${step}, ${thousands(size)}`, digits(seconds), digits(allowed), digits(cpu)],
    held ? 'reached' : `not reached (${digits(cpu / allowed)} of it)`,
  ]);
  return table(['', 'budget, CPU s', 'on this machine', 'measured', ''], rows);
}

/** @param {readonly Cell[]} cells */
function memoryBudgets(cells) {
  const rows = judgedMemory(cells, MEMORY).map(({ step, size, megabytes, used, held }) => [
    ...[`${step}, ${thousands(size)}`, String(megabytes), digits(Math.round(used))],
    held ? 'reached' : `not reached (${digits(used / megabytes)} of it)`,
  ]);
  return table(['', 'budget, MB', 'measured', ''], rows);
}

const WORK = `A *fan* of N is N jobs (\`grep -v '^#' IN > OUT\`, an input file and an output file each), one that reads all their
outputs, and one that reads that and a parameter; a *chain* is N such jobs one after the other. Each job leaves a line
where it ran, so what was executed is counted and not asked, and after every step the outputs are compared with what a
clean run gives. All engines run the same lines of the shell, two at a time. CPU is user + system of the whole tree of
processes and the figure to trust, wall (in brackets) depends on what else the machine did. The least of up to three runs.`;

/** @param {string} title @param {string} words @param {string} body */
const section = (title, words, body) => `## ${title}\n\n${words}\n\n${body}\n`;

/** @param {readonly Cell[]} cells @param {readonly string[]} names */
function speeds(cells, names) {
  const of = (title, words, step, figure) =>
    section(title, words, bySize(cells, names, step, figure));
  return [
    of(
      'Nothing to do',
      'CPU seconds (wall) of a fan of N in which everything is up to date.',
      ...['no-op', cpuAndWall],
    ),
    of('From nothing', 'CPU milliseconds a job (wall).', 'cold', milliseconds),
    of('One input changed', 'CPU seconds (wall); three jobs run.', 'one input changed', cpuAndWall),
    of(
      'Every input touched',
      'CPU seconds (wall); how many jobs run is in the table below.',
      ...['touch all', cpuAndWall],
    ),
    of(
      'A parameter of one job changed',
      'CPU seconds (wall); one job runs.',
      ...['parameter', cpuAndWall],
    ),
    of('Chains, from nothing', 'CPU milliseconds a job (wall).', 'chain, cold', milliseconds),
    of('Chains, nothing to do', 'CPU seconds (wall).', 'chain, no-op', cpuAndWall),
    of(
      'Chains, the first input changed',
      'CPU milliseconds a job (wall); all of them run.',
      ...['chain, head changed', milliseconds],
    ),
    of(
      'Chains, the first input changed and its output not',
      'CPU seconds (wall); one job runs where an engine stops there.',
      ...['chain, cutoff', cpuAndWall],
    ),
    of(
      'Memory',
      'Largest resident set of one process, MB, with nothing to do (the stopwatch itself has about 14).',
      ...['no-op', memory],
    ),
  ];
}

/**
 * One call of the benchmark, as it is written before what it measured.
 * @typedef {object} Call
 * @property {readonly string[]} argv
 * @property {string} date
 * @property {string} source commit
 * @property {number} load average of the machine when it began
 * @property {number} limit seconds on the wall that a run may take
 * @property {number} [minutes] that all may take
 * @property {number} alone CPU seconds of node alone
 */

/**
 * @typedef {object} About
 * @property {readonly (import('../engines/engine.mjs').Engine & { said: string })[]} engines
 * @property {readonly Call[]} calls
 * @property {number} slower than the machine of the budgets
 */

/** @param {readonly Call[]} calls */
function made(calls) {
  const machine = `${type()} ${release()}, ${availableParallelism()} cores (${cpus()[0]?.model.trim()}), Node ${process.versions.node}`;
  const rows = calls.map(({ argv, date, source, load, limit, minutes, alone }) => [
    `\`npm run bench${argv.length > 0 ? ` -- ${argv.join(' ')}` : ''}\``,
    ...[date, source, digits(load), `${limit} s`, minutes ? `${minutes} min` : '–', digits(alone)],
  ]);
  const head = [
    'made by',
    'at',
    'source',
    'load before',
    'limit of a run',
    'of all',
    'node alone, CPU s',
  ];
  return `On ${machine}. What by a smaller size's time cannot be done within the limit of a run is not tried (one that fills a workspace from nothing has 1.7 times the limit).\n\n${table(head, rows)}`;
}

/**
 * The whole document.
 * @param {readonly Cell[]} cells
 * @param {About} about
 */
export function report(cells, about) {
  const { engines, calls, slower } = about;
  const names = engines.map(({ name }) => name);
  const versions = engines.map(({ name, said, settings }) => [name, said, settings]);
  return [
    '# Benchmarks\n',
    `${made(calls)}\n`,
    `${WORK}\n`,
    `${table(['engine', 'version', 'used with'], versions)}\n`,
    ...speeds(cells, names),
    section(
      'What runs again',
      'Jobs executed after an edit; each column is one edit after the one before it, from an up-to-date state.',
      edits(cells, names),
    ),
    section(
      'Killed and run again',
      'SIGKILL to the engine and all its jobs at a moment that is held: six or seven jobs have ended, one or two more wait half-way through their output.',
      kills(cells, names),
    ),
    section('Items', ITEMS, items(cells)),
    section(
      'Budgets',
      'Scaled by what node alone takes, measured before each part.',
      budgets(cells, slower),
    ),
    section('Budgets of memory', 'The largest resident set of one process.', memoryBudgets(cells)),
  ].join('\n');
}
