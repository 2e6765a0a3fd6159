import { existsSync, readdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { networkDisk } from '../../base/network-disk.ts';
import { executeAlone } from '../../engine/programs/alone.ts';
import { cacheHome } from '../setup/place.ts';
import { findWorkspace } from '../workspace.ts';
import { type Finding, good, missing, wrong } from './finding.ts';

const LEAST_NODE = [20, 19] as const;

/** Node itself, and the one compiled package. */
export async function nodeFinding(): Promise<Finding> {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const old = major < LEAST_NODE[0] || (major === LEAST_NODE[0] && minor < LEAST_NODE[1]);
  if (old) return wrong('node', `Node ${process.versions.node}`, 'at least 20.19: nodejs.org');
  try {
    const { Database } = await import('../../base/doors/sqlite.ts');
    new Database(':memory:').close();
    return good('node', `Node ${process.versions.node}, SQLite works`);
  } catch (error) {
    const words = `better-sqlite3 does not load: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
    return wrong('node', words, 'npm rebuild better-sqlite3 (wants a C++ compiler and make)');
  }
}

/** A Python, which the worker scripts want. */
export async function pythonFinding(): Promise<Finding> {
  const name = process.env['MLIP_PYTHON'] || 'python3';
  const env = { PATH: process.env['PATH'] ?? '' };
  const { signal } = new AbortController();
  const asked = { argv: [name, '--version'], folder: '/', options: { env }, signal };
  const ended = await executeAlone(asked).catch(() => undefined);
  if (ended?.exitCode === 0) return good('python', (ended.stdout || ended.stderr).trim());
  const hint = 'only calculator: ase and backend: pacemaker want one';
  return missing('python', `${name} cannot be started`, hint);
}

const USUAL = ['/usr/share/espresso/pseudo', '/usr/share/quantum-espresso/pseudo'];

/** Folders with pseudopotentials; the YAML names files, wherever they are. */
export function pseudoFinding(): Finding {
  const folders = [process.env['ESPRESSO_PSEUDO'], process.env['MLIP_PSEUDO'], ...USUAL];
  for (const folder of folders) {
    if (!folder || !existsSync(folder)) continue;
    const count = readdirSync(folder).filter((file) => /\.upf$/i.test(file)).length;
    if (count > 0) return good('pseudopotentials', `${count} UPF files in ${folder}`);
  }
  const hint =
    'fetch UPF files (SSSP, pseudo-dojo) and name them in the YAML: pseudopotentials: { Al: ... }';
  return missing('pseudopotentials', 'none in the usual folders nor $ESPRESSO_PSEUDO', hint);
}

const LEAST_FREE = 1e9;

/** Room and kind of the disks that are written to. */
export function diskFindings(): Finding[] {
  const workspace = findWorkspace(process.cwd());
  const network = networkDisk(workspace);
  const kind = network === undefined ? '' : `, a network disk (${network}): its lock is a lease`;
  return [
    room('disk of the workspace', workspace, kind),
    room('disk of the cache', nearest(cacheHome()), ''),
  ];
}

function room(name: string, folder: string, kind: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const words = `${(free / 1e9).toFixed(1)} GB free at ${folder}${kind}`;
  return free >= LEAST_FREE
    ? good(name, words)
    : wrong(name, words, '`mlip-auto cache stats` says what could go');
}

const nearest = (folder: string): string =>
  existsSync(folder) ? folder : nearest(dirname(folder));
