// The laws of running and of explaining, as property tests over many random pipelines.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './engine-run.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'Over random pipelines and edits of them: a run that is repeated executes nothing; misses ⊆ executed ⊆ misses ∪ maybes, and equal where there are no maybes; any number of jobs, order of nodes and order of ending gives the same digests; a reformatting changes no key; done + holes + skipped = planned; an explanation is empty exactly where the keys are equal, undoing the causes that it names brings back what it says, and no proper subset of a joint cause does.';

const FILES = [
  'test/support/laws.test.ts',
  'test/support/world-laws.test.ts',
  'test/engine/explain/laws.test.ts',
];
const LAWS = 8;

/**
 * How many times, from which seed, and whether to write.
 * @param {readonly string[]} argv
 */
export function optionsOf(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      times: { type: 'string', default: '1000' },
      seed: { type: 'string' },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed ?? Date.now() % 1_000_000);
  return { times: Number(values.times), seed, write: !values['no-write'] };
}

/**
 * Runs property tests; each as its title, how it ended, the time, and what its cases came to.
 * @param {readonly string[]} files
 * @param {{ readonly times: number, readonly seed: number }} drawn
 */
export async function propertyTests(files, { times, seed }) {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-proof-'));
  const found = join(folder, 'found.json');
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const argv = [vitest, 'run', '--reporter=json', `--outputFile=${found}`, ...files];
  const env = { MLIP_RUNS: `${times}`, MLIP_SEED: `${seed}`, MLIP_TEST_NO_BUILD: '1' };
  try {
    const child = spawn(process.execPath, argv, {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    if (!existsSync(found)) return [];
    const { testResults } = JSON.parse(readFileSync(found, 'utf8'));
    return testResults.flatMap(({ assertionResults }) => assertionResults);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {Record<string, number> | undefined} counts */
const countWords = (counts) =>
  Object.entries(counts ?? {})
    .map(([name, value]) => `${value} ${name}`)
    .join(', ');

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { times, seed, write } = optionsOf(argv);
  console.log(`${times} pipelines a law, seed ${seed}`);
  const ends = await propertyTests(FILES, { times, seed });
  const rows = ends.map(({ ancestorTitles, title, status, duration, meta, failureMessages }) => {
    const law = [...ancestorTitles, title].join(': ');
    const words = status === 'passed' ? 'held' : `${status}: ${failureMessages.join(' ')}`;
    const counts = countWords(meta?.counts);
    console.log(`${law}: ${words}${counts ? ` (${counts})` : ''}`);
    const cell = words.replace(/\s+/g, ' ').replaceAll('|', '\\|').slice(0, 1000);
    return [law, cell, (duration / 1000).toFixed(1), counts];
  });
  const passed = ends.filter(({ status }) => status === 'passed').length;
  const held = times > 0 && passed === ends.length && ends.length === LAWS;
  console.log(held ? `held, ${times} pipelines a law` : `did not hold: ${passed} laws of ${LAWS}`);
  const head = ['law', `${times} pipelines`, 'seconds', 'what they came to'];
  const body = `Each law over ${times} random pipelines, seed ${seed}: two sets of numbers, one to three map nodes, up to two sums over them, every setting and edge drawn; and, *over every part of the language*, pipelines with params and \`--set\`, a file by content, a matrix with its fan-in, \`when\`, a pipeline as a node, a stage of one's own with an import and comments, settings of single items (\`test/support/drawn-worlds.ts\`), each in a state of long ago, of before and of now. Reformattings: order of keys, block and flow, quotes, notations of numbers, comments, blank lines, line ends, defaults spelled out; ${times} of them of one pipeline. The stages are those of the tests (\`test/support/number-stages.ts\`), the engine is the sources' own.\n\n${table(head, rows)}`;
  if (write) writeProof('laws', argv, { claim: CLAIM, held, body });
  return held;
}
