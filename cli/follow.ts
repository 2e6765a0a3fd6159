import { closeSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';

/** A log that grows. */
export interface LogSource {
  readonly node: string;
  /** What tells it from the others of its node: its item, or nothing. */
  readonly item?: string;
  readonly path: string;
}

/** What following looks at and waits by, so that tests can steer it. */
export interface FollowSetting {
  /** The logs that are there by now. */
  readonly sources: () => readonly LogSource[];
  /** Whether the run goes on. */
  readonly going: () => boolean;
  /** Waits a little. */
  readonly pause: () => Promise<void>;
  readonly write: (text: string, source: LogSource) => void;
}

/**
 * Writes what is in the logs, then what comes, until the run has ended. It only reads files: the run does
 * not know of it.
 */
export async function follow({ sources, going, pause, write }: FollowSetting): Promise<void> {
  const tails = new Map<string, () => string>();
  for (;;) {
    // Asked first: what is written before the end is in the files when they are read after it.
    const more = going();
    for (const source of sources()) {
      const tail = tails.get(source.path) ?? tailOf(source.path);
      tails.set(source.path, tail);
      const text = tail();
      if (text !== '') write(text, source);
    }
    if (!more) return;
    await pause();
  }
}

const CHUNK = 1 << 16;

/** A function that gives what a file has more than when it was last asked. */
function tailOf(path: string): () => string {
  const decoder = new StringDecoder('utf8');
  let at = 0;
  return () => {
    const file = openSync(path, 'r');
    try {
      let text = '';
      for (;;) {
        const buffer = Buffer.allocUnsafe(CHUNK);
        const count = readSync(file, buffer, 0, CHUNK, at);
        if (count === 0) return text;
        at += count;
        text += decoder.write(buffer.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
  };
}
