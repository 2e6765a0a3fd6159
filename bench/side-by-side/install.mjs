// The other engines, each in an environment of its own, with exactly the versions and hashes that
// python/requirements-bench-NAME.txt pins. They stay in a cache folder for the next time.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './measure.mjs';

const CACHE = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'mlip-autopipec-bench',
);

/** Milliseconds that making an environment, or filling it, may take; and that a program may take to say its version. */
const INSTALLING = 300_000;
const SAYING = 60_000;

/**
 * The folder of an engine's programs, installed where it is not there yet.
 * @param {string} name
 */
export function installed(name) {
  const folder = join(CACHE, name);
  const pins = join(ROOT, 'python', `requirements-bench-${name}.txt`);
  const digest = createHash('sha256').update(readFileSync(pins)).digest('hex');
  const stamp = join(folder, 'installed.sha256');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return join(folder, 'bin');
  console.error(`installing ${name} into ${folder}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(CACHE, { recursive: true });
  const quiet = {
    stdio: /** @type {const} */ (['ignore', 'ignore', 'inherit']),
    timeout: INSTALLING,
  };
  execFileSync('python3', ['-m', 'venv', folder], quiet);
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check'];
  const exactly = ['--require-hashes', '--prefer-binary', '-r', pins];
  execFileSync(join(folder, 'bin/python'), [...pip, ...exactly], quiet);
  writeFileSync(stamp, digest);
  return join(folder, 'bin');
}

/**
 * The first line of what a program says of its version.
 * @param {string} program
 * @param {...string} argv
 */
export function firstLine(program, ...argv) {
  const said = execFileSync(program, argv, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: SAYING,
  });
  return said.trim().split('\n')[0] ?? '';
}
