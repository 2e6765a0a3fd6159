import { createHash } from 'node:crypto';
import { appendFileSync, mkdirSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Digest, digestHex } from '../base/digest.ts';
import { codeOf } from './failure.ts';

/** Where the logs of all runs of a state folder are: `RUN.jsonl` of every event, `RUN/` of what programs said. */
export const logsFolder = (stateFolder: string): string => join(stateFolder, 'logs');

/** How many hexadecimal digits of an item's digest name its log. */
const ITEM_DIGITS = 16;

/** An item as its log's name and the screen have it: the first digits of its digest. */
export const shortItem = (item: Digest): string => digestHex(item).slice(0, ITEM_DIGITS);

/** The log of a node in a run, or of one of its items. */
export function logFile(stateFolder: string, run: string, node: string, item?: Digest): string {
  const base = join(logsFolder(stateFolder), run, fileName(node));
  return item === undefined ? `${base}.log` : join(base, `${shortItem(item)}.log`);
}

const LONGEST = 120;

/** A node's id as a file name: what a file system may refuse is escaped, what is too long is cut and hashed. */
function fileName(node: string): string {
  const safe = node.replace(/[^A-Za-z0-9_=,+@-]|^\.+/g, percents);
  if (safe.length <= LONGEST) return safe;
  const hash = createHash('sha256').update(node).digest('hex').slice(0, 12);
  return `${safe.slice(0, LONGEST - 13)}~${hash}`;
}

const percents = (text: string): string =>
  [...Buffer.from(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/**
 * Adds to a log, which is made when there is first something to write. A log is an aid: a disk that refuses
 * it does not end the work that it tells of (the commit after it says so, if it lasts).
 */
export function appendLog(file: string, bytes: Uint8Array | string): void {
  try {
    try {
      appendFileSync(file, bytes);
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      mkdirSync(dirname(file), { recursive: true });
      appendFileSync(file, bytes);
    }
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
  }
}

/** The runs that have logs of what programs said, the newest first. */
export function runsWithLogs(stateFolder: string): readonly string[] {
  return entriesOf(logsFolder(stateFolder), 'folder').sort().reverse();
}

/** What logs a node has in a run: its own, and those of its items (by the first digits), each a file. */
export interface NodeLogs {
  readonly own?: string;
  readonly items: ReadonlyMap<string, string>;
}

/** The logs of a node in a run; empty where it has said nothing. */
export function nodeLogs(stateFolder: string, run: string, node: string): NodeLogs {
  const own = logFile(stateFolder, run, node);
  const folder = own.slice(0, -'.log'.length);
  const items = entriesOf(folder, 'file').sort();
  const there = entriesOf(dirname(own), 'file').some((name) => join(dirname(own), name) === own);
  return {
    ...(there ? { own } : {}),
    items: new Map(items.map((name) => [name.replace(/\.log$/, ''), join(folder, name)])),
  };
}

function entriesOf(folder: string, kind: 'file' | 'folder'): string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => (kind === 'file' ? entry.isFile() : entry.isDirectory()))
      .map(({ name }) => name);
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return [];
    throw error;
  }
}
