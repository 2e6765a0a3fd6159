// The same digests under other versions of Node, with one worker and with four, in another folder. Each Node is brought through npm, and better-sqlite3 is
// compiled for it in a copy, against the headers that come with it.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { digestsOf, pipelineFile, ROOT, startProgram, wronglyPublished } from './engine-run.mjs';
import { table, writeProof } from './written.mjs';

const CLAIM =
  'A pipeline gives the same output digests, and publishes the same bytes, with any number of workers, in any folder, and under every version of Node.';

/**
 * @param {string} cwd
 * @param {string} program
 * @param {readonly string[]} argv
 * @param {NodeJS.ProcessEnv} [env]
 */
const run = (cwd, program, argv, env = process.env) =>
  execFileSync(program, argv, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/**
 * Installs npm's `node` package: the binary, and the folder that has its headers.
 * @param {string} folder
 * @param {string} version
 */
function installNode(folder, version) {
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  run(folder, 'npm', ['install', '--no-audit', '--no-fund', `node@${version}`]);
  const home = join(folder, 'node_modules/node/node_modules');
  const headers = readdirSync(home)
    .map((name) => join(home, name))
    .find((path) => existsSync(join(path, 'include/node')));
  if (headers === undefined) throw new Error(`node@${version} came without its headers`);
  return { node: join(folder, 'node_modules/node/bin/node'), headers };
}

/**
 * A copy of the built program and of what it depends on, with better-sqlite3 compiled for a Node.
 * @param {string} folder
 * @param {ReturnType<typeof installNode>} installed
 */
function copyFor(folder, { node, headers }) {
  for (const name of ['dist', 'package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  }
  const listed = run(ROOT, 'npm', ['ls', '--omit=dev', '--all', '--parseable']).trim().split('\n');
  for (const path of listed.slice(1)) {
    cpSync(path, join(folder, path.slice(ROOT.length)), { recursive: true });
  }
  const npm = join(run(ROOT, 'npm', ['root', '-g']).trim(), 'npm/bin/npm-cli.js');
  const argv = [npm, 'rebuild', 'better-sqlite3', `--nodedir=${headers}`];
  run(folder, node, argv, { ...process.env, PATH: `${dirname(node)}:${process.env.PATH}` });
  return folder;
}

/**
 * One run in a workspace of its own.
 * @param {string} words what is special about it
 * @param {string} file
 * @param {{ node?: string, root?: string, jobs?: number, folder?: string }} [how]
 */
async function runOnce(words, file, { jobs = 2, folder = 'mlip-proof-', ...program } = {}) {
  const cwd = mkdtempSync(join(tmpdir(), folder));
  try {
    const argv = ['run', file, '--json', '-j', String(jobs)];
    const { code, seconds, summary, stderr } = await startProgram(cwd, argv, program).ended;
    if (code !== 0) throw new Error(`code ${code}, ${words}: ${stderr}`);
    return { words, seconds, digests: digestsOf(summary), wrong: wronglyPublished(cwd, summary) };
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

/**
 * @param {readonly string[]} files
 * @param {string} version
 */
async function underVersion(files, version) {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-node-'));
  try {
    const installed = installNode(join(folder, 'node'), version);
    const root = copyFor(join(folder, 'program'), installed);
    const exact = run(folder, installed.node, ['-p', 'process.versions.node']).trim();
    const runs = [];
    for (const file of files) {
      runs.push(await runOnce(`Node ${exact}`, file, { node: installed.node, root }));
    }
    return runs;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {readonly string[]} argv */
function optionsOf(argv) {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      versions: { type: 'string', default: '22,24' },
      pipelines: { type: 'string', default: 'cu-oneshot,strategies' },
      small: { type: 'boolean', default: false },
      'no-write': { type: 'boolean', default: false },
    },
  });
  const pipelines = values.small ? 'small,strategies' : values.pipelines;
  return {
    versions: values.versions.split(','),
    pipelines: pipelines.split(','),
    write: !values['no-write'],
  };
}

/**
 * The runs of a pipeline beside its first one, here: with other numbers of workers, and in another folder.
 * @param {string} file
 */
async function runsHere(file) {
  return [
    await runOnce(`Node ${process.versions.node}, -j 2`, file),
    await runOnce('-j 1', file, { jobs: 1 }),
    await runOnce('-j 4', file, { jobs: 4 }),
    await runOnce('another folder', file, { folder: 'ein anderer Ordner é-' }),
  ];
}

/**
 * @param {string} pipeline
 * @param {Awaited<ReturnType<typeof runsHere>>} runs
 */
function judged(pipeline, runs) {
  const expected = runs[0]?.digests ?? '';
  const outputs = expected.split('\n').map((line) => line.split(' '));
  let held = expected !== '';
  const rows = runs.map(({ words, seconds, digests, wrong }) => {
    const isSame = digests === expected && wrong.length === 0;
    held &&= isSame;
    return [words, seconds.toFixed(1), isSame ? 'the same' : `OTHER: ${digests} ${wrong}`];
  });
  for (const row of rows) console.log(`${pipeline}: ${row.join(': ')}`);
  const body = [
    `Pipeline \`${pipeline}\`.`,
    table(['', 'seconds', `all ${outputs.length} outputs`], rows),
    table(['output', 'digest'], outputs),
  ].join('\n\n');
  return { held, body };
}

/** @param {readonly string[]} argv */
export async function prove(argv) {
  const { versions, pipelines, write } = optionsOf(argv);
  const files = pipelines.map(pipelineFile);
  const runs = [];
  for (const file of files) runs.push(await runsHere(file));
  for (const version of versions) {
    const elsewhere = await underVersion(files, version);
    for (const [i, run] of elsewhere.entries()) runs[i]?.push(run);
  }
  const results = pipelines.map((pipeline, i) => judged(pipeline, runs[i] ?? []));
  const held = results.every((result) => result.held);
  const body = results.map((result) => result.body).join('\n\n');
  console.log(held ? 'held' : 'did not hold');
  if (write) writeProof('node-versions', argv, { claim: CLAIM, held, body });
  return held;
}
