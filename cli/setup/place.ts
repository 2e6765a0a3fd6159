import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One exact package with its hash, as a requirements file has it. */
export interface Pin {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/** Where pacemaker's environment is made. `current` is a link that only ever leads to a whole one. */
export interface EnvironmentPlace {
  readonly root: string;
  /** Of these pins: another set of versions is another folder. */
  readonly environment: string;
  readonly wheels: string;
  readonly current: string;
  readonly pins: readonly Pin[];
}

/** The shipped list of pins: beside `python/` of the package, from the sources as from `dist/`. */
const REQUIREMENTS = ['../../python', '../../../python']
  .map((folder) => fileURLToPath(new URL(`${folder}/requirements-pacemaker.txt`, import.meta.url)))
  .find(existsSync);

/** The user's cache folder, as everybody's programs find it. */
export const cacheHome = (): string =>
  join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'mlip-autopipec');

/** The place below a folder; by default the one that a run looks for. */
export function environmentPlace(folder?: string): EnvironmentPlace {
  if (REQUIREMENTS === undefined) throw new Error('internal error: the requirements are missing');
  const text = readFileSync(REQUIREMENTS, 'utf8');
  const pins = readPins(text);
  const id = createHash('sha256').update(JSON.stringify(pins)).digest('hex').slice(0, 12);
  const root = folder ?? join(cacheHome(), 'pacemaker');
  return {
    root,
    environment: join(root, `env-${id}`),
    wheels: join(root, `wheels-${id}`),
    current: join(root, 'current'),
    pins,
  };
}

/** Reads `name==version \ --hash=sha256:...`. */
export function readPins(text: string): Pin[] {
  const entries = text.matchAll(/^([\w.-]+)==(\S+) \\\n\s+--hash=sha256:([0-9a-f]{64})$/gm);
  return [...entries].map(([, name, version, hash]) => ({
    name: name as string,
    version: version as string,
    hash: hash as string,
  }));
}

/** The text that pip reads them from. */
export const pinText = (pins: readonly Pin[]): string =>
  pins.map(({ name, version, hash }) => `${name}==${version} --hash=sha256:${hash}\n`).join('');

/** The environment that `current` leads to; undefined where there is none. */
export function standing({ root, current }: EnvironmentPlace): string | undefined {
  try {
    const folder = join(root, readlinkSync(current));
    return existsSync(join(folder, 'bin/python')) ? folder : undefined;
  } catch {
    return undefined;
  }
}
