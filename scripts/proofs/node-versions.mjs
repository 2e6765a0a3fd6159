// The same digests under other versions of Node: each is brought through npm, and better-sqlite3 is
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
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { autoRun, here, openWorkspace } from './support/auto.mjs';
import { differences, outputsOf } from './support/outputs.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

const run = (cwd, program, argv, env = process.env) =>
  execFileSync(program, argv, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** Installs npm's `node` package: the binary, and the folder that has its headers. */
function installNode(folder, version) {
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, allowScripts: { node: true } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  run(folder, 'npm', ['install', '--no-audit', '--no-fund', `node@${version}`]);
  const home = join(folder, 'node_modules/node/node_modules');
  const platform = readdirSync(home).find((name) => existsSync(join(home, name, 'include/node')));
  return { node: join(folder, 'node_modules/node/bin/node'), headers: join(home, platform) };
}

/** A copy of the built program and what it depends on, with better-sqlite3 compiled for a Node. */
function copyFor(folder, { node, headers }) {
  for (const name of ['dist', 'package.json', 'package-lock.json', '.npmrc']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  const packages = run(root, 'npm', ['ls', '--omit=dev', '--all', '--parseable'])
    .trim()
    .split('\n');
  for (const path of packages.slice(1)) {
    cpSync(path, join(folder, path.slice(root.length)), { recursive: true });
  }
  const npm = join(run(root, 'npm', ['root', '-g']).trim(), 'npm/bin/npm-cli.js');
  const path = `${join(node, '..')}:${process.env.PATH}`;
  const argv = [npm, 'rebuild', 'better-sqlite3', '--build-from-source', `--nodedir=${headers}`];
  run(folder, node, argv, { ...process.env, PATH: path });
  return { node, main: join(folder, 'dist/cli/main.js') };
}

async function outputsUnder(program, pipeline) {
  const { folder, close } = openWorkspace(pipeline);
  try {
    const ended = await autoRun(program, folder);
    if (ended.code !== 0) throw new Error(`code ${ended.code}: ${ended.words}`);
    return { outputs: outputsOf(folder, ended.summary), seconds: ended.seconds };
  } finally {
    close();
  }
}

async function under(version, pipeline) {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-node-'));
  try {
    const installed = installNode(join(folder, 'node'), version);
    const program = copyFor(join(folder, 'program'), installed);
    const exact = run(folder, installed.node, ['-p', 'process.versions.node']).trim();
    return { exact, ...(await outputsUnder(program, pipeline)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** `--versions 22,24`, `--pipeline cu|small` */
export async function prove(argv) {
  const { values } = parseArgs({
    args: argv,
    options: {
      versions: { type: 'string', default: '22,24' },
      pipeline: { type: 'string', default: 'cu' },
    },
  });
  const mine = await outputsUnder(here, values.pipeline);
  const runs = [{ exact: process.versions.node, ...mine }];
  for (const version of values.versions.split(',')) {
    runs.push(await under(version, values.pipeline));
  }
  const differ = runs.flatMap(({ exact, outputs }) =>
    differences(mine.outputs, outputs).map((name) => `Node ${exact}: ${name} differs`),
  );
  const names = runs.map(({ exact }) => exact).join(', ');
  return {
    title: `The same results under Node ${names}`,
    held: differ.length === 0 && mine.outputs.length > 0,
    lines: [
      `pipeline ${values.pipeline}: ${runs.map(({ exact, seconds }) => `${seconds.toFixed(1)} s under ${exact}`).join(', ')}`,
      `${mine.outputs.length} outputs compared by digest, published files by their bytes; ${differ.length} differ`,
      ...differ,
    ],
    table: [
      '| output | digest, the same under each |',
      '|---|---|',
      ...mine.outputs.map(({ name, digest }) => `| ${name} | \`${digest}\` |`),
    ],
  };
}
