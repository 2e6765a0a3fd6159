// Spoilt YAML files are loaded, in one process with a limit of time and of memory.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { mutant, originals } from './mutants.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'Whatever is done to a YAML file, loading it with the real stages takes less than 2 s of CPU and ends in a pipeline or in a refusal with at least one diagnostic that has a code and can be printed: nothing is thrown, nothing hangs, `Object.prototype` stays as it was, and the heap stays below its limit.';

/** Of the heap, in MB: a process that needs more is ended by V8. */
const HEAP = 256;

/** @param {readonly string[]} argv */
function optionsOf(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      times: { type: 'string', default: '10000' },
      seed: { type: 'string' },
      show: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  return { times: Number(values.times), seed, show: values.show, write: !values['no-write'] };
}

/**
 * Runs the child; it is ended where it stays with one file for 20 s.
 * @param {number} seed
 * @param {number} times
 * @param {string} folder
 */
async function load(seed, times, folder) {
  const script = fileURLToPath(new URL('fuzz-child.mjs', import.meta.url));
  const argv = [`--max-old-space-size=${HEAP}`, script, `${seed}`, `${times}`, folder];
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const at = () =>
    existsSync(join(folder, 'at')) ? readFileSync(join(folder, 'at'), 'utf8') : '0';
  let last = at();
  const watch = setInterval(() => {
    const now = at();
    if (now === last) child.kill('SIGKILL');
    last = now;
  }, 20_000);
  const ended = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  clearInterval(watch);
  const found = join(folder, 'found.json');
  if (ended === 0 && existsSync(found)) return JSON.parse(readFileSync(found, 'utf8'));
  const why = `the process ended with ${ended}: ${stderr.slice(-500)}`;
  return { problems: [{ at: Number(at()), why }] };
}

/**
 * How often each kind of change was made.
 * @param {number} seed
 * @param {number} times
 */
function kindsOf(seed, times) {
  /** @type {Record<string, number>} */
  const counts = {};
  for (let at = 0; at < times; at++) {
    for (const kind of mutant(seed, at).kinds) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return Object.entries(counts).sort(([, a], [, b]) => b - a);
}

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { times, seed, show, write } = optionsOf(argv);
  if (show !== undefined) {
    process.stdout.write(mutant(seed, Number(show)).bytes);
    return true;
  }
  console.log(`${times} spoilt files, seed ${seed}`);
  const folder = mkdtempSync(join(tmpdir(), 'mlip-proof-'));
  const { summary, problems, peak } = await load(seed, times, folder).finally(() =>
    rmSync(folder, { recursive: true, force: true }),
  );
  for (const { at, why } of problems.slice(0, 20)) {
    console.log(`file ${at} (--seed ${seed} --show ${at}): ${why}`);
  }
  const held = problems.length === 0 && times > 0 && summary.loaded + summary.refused === times;
  console.log(held ? `held, ${times} times` : `did not hold: ${problems.length} problems`);
  if (summary) console.log(wordsOf(summary, peak));
  const body = summary ? bodyOf(seed, times, summary, peak) : `Seed ${seed}.`;
  const listed = problems.slice(0, 50).map(({ at, why }) => [at, why.replace(/\s+/g, ' ')]);
  const found = listed.length === 0 ? '' : `\n\n${table(['file', 'what went wrong'], listed)}`;
  if (write) writeProof('fuzz', argv, { claim: CLAIM, held, body: body + found });
  return held;
}

function wordsOf({ loaded, refused, diagnostics, slowest, slowestAt, codes }, peak) {
  return `${loaded} loaded, ${refused} refused with ${diagnostics} diagnostics of ${Object.keys(codes).length} codes; the slowest (file ${slowestAt}) took ${slowest.toFixed(2)} s of CPU; memory at most ${peak.toFixed(0)} MB with a heap limited to ${HEAP} MB.`;
}

function bodyOf(seed, times, summary, peak) {
  const kinds = table(['change (one to four a file)', 'times'], kindsOf(seed, times));
  const codes = Object.entries(summary.codes).sort(([, a], [, b]) => b - a);
  const most = table(['code', 'diagnostics'], codes);
  return `${originals.length} files spoilt ${times} times, seed ${seed}; \`--seed ${seed} --show NUMBER\` prints one of them. ${wordsOf(summary, peak)}\n\n${kinds}\n\n${most}`;
}
