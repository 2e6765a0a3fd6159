import { closeSync, openSync, readFileSync, readSync, statSync, unlinkSync } from 'node:fs';

/** What a program prints, as it comes, and on which of its streams. */
export type OnOutput = (chunk: Uint8Array, stream: 'stdout' | 'stderr') => void;

/** A text of more bytes than this is given by its end alone. */
const MOST_BYTES = 64 << 20;
const CHUNK_BYTES = 1 << 20;
/** Whoever follows a log sees what a program prints within this time. */
const LOOK_MS = 500;

/** The two files into which a program prints. */
export interface OutputFiles {
  readonly stdout: string;
  readonly stderr: string;
  /** Hands on what came since the last time. */
  pump(): void;
  /** Hands on the rest, gives back the texts as a whole, and removes the files. */
  end(): { readonly stdout: string; readonly stderr: string };
  /** Removes the files. */
  remove(): void;
}

const followed = new Set<OutputFiles>();
let timer: NodeJS.Timeout | undefined;

/** Files `BASE.out` and `BASE.err`, which the program makes; one clock looks at those of all programs. */
export function openOutputFiles(base: string, onOutput: OnOutput): OutputFiles {
  const streams = { stdout: `${base}.out`, stderr: `${base}.err` } as const;
  const seen = { stdout: 0, stderr: 0 };
  const pump = (): void => {
    for (const name of ['stdout', 'stderr'] as const) {
      seen[name] += handOn(streams[name], seen[name], (chunk) => onOutput(chunk, name));
    }
  };
  let removed = false;
  const remove = (): void => {
    if (removed) return;
    removed = true;
    followed.delete(files);
    if (followed.size === 0) stopClock();
    for (const path of Object.values(streams)) removeIfThere(path);
  };
  const files: OutputFiles = {
    ...streams,
    pump,
    end: () => {
      pump();
      const text = (name: keyof typeof streams) => (seen[name] > 0 ? lastOf(streams[name]) : '');
      const texts = { stdout: text('stdout'), stderr: text('stderr') };
      remove();
      return texts;
    },
    remove,
  };
  followed.add(files);
  timer ??= setInterval(pumpAll, LOOK_MS).unref();
  return files;
}

function pumpAll(): void {
  for (const one of followed) one.pump();
}

function stopClock(): void {
  clearInterval(timer);
  timer = undefined;
}

function removeIfThere(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;

/** Reads on from a place to the end; returns how many bytes that were. */
function handOn(path: string, from: number, take: (chunk: Uint8Array) => void): number {
  const end = sizeOf(path);
  if (end <= from) return 0;
  const file = openSync(path, 'r');
  try {
    let at = from;
    while (at < end) {
      const chunk = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, end - at));
      const count = readSync(file, chunk, 0, chunk.length, at);
      if (count === 0) break;
      take(chunk.subarray(0, count));
      at += count;
    }
    return at - from;
  } finally {
    closeSync(file);
  }
}

/** A text file; its end where it is very long. */
function lastOf(path: string): string {
  const size = sizeOf(path);
  if (size === 0) return '';
  if (size <= MOST_BYTES) return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  let last = '';
  handOn(path, size - MOST_BYTES, (chunk) => {
    last += Buffer.from(chunk).toString('latin1');
  });
  return Buffer.from(last, 'latin1').toString('utf8');
}
