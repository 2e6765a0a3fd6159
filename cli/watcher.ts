import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, sep } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type FSWatcher, watch } from 'chokidar';

/** Says that something may have happened to files; what, the files themselves say. */
export interface Watcher {
  /** Watches these files, there or not, instead of those before; ready when it resolves. */
  arm(files: readonly string[]): Promise<void>;
  /** Resolves at the next event; rejects when the signal is aborted. */
  event(signal: AbortSignal): Promise<void>;
  /** Resolves when there was no event for so long; rejects when the signal is aborted. */
  quiet(milliseconds: number, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}

/**
 * Watches folders, looking at the given files alone: editors that save by putting a new file in the place
 * of the old one, and files that go and come again, are seen so.
 */
export function openWatcher(): Watcher {
  let inner: FSWatcher | undefined;
  let armed = '';
  let events = 0;
  let wake: () => void = () => {};
  const happened = (): void => {
    events += 1;
    wake();
  };
  return {
    async arm(files) {
      const text = JSON.stringify(files);
      if (text === armed) return;
      const before = inner;
      inner = watchFolders(files, happened);
      armed = text;
      await once(inner, 'ready');
      await before?.close();
    },
    event: (signal) =>
      new Promise((resolve, reject) => {
        const stop = (): void => reject(signal.reason);
        if (signal.aborted) return stop();
        signal.addEventListener('abort', stop, { once: true });
        wake = () => {
          signal.removeEventListener('abort', stop);
          resolve();
        };
      }),
    async quiet(milliseconds, signal) {
      for (let before = -1; before !== events; ) {
        before = events;
        await pause(milliseconds, undefined, { signal });
      }
    },
    close: async () => inner?.close(),
  };
}

function watchFolders(files: readonly string[], happened: () => void): FSWatcher {
  const wanted = new Set(files);
  const roots = new Set<string>();
  for (const file of files) {
    let folder = dirname(file);
    if (!existsSync(folder) && folder.includes(PACKAGES)) continue;
    for (wanted.add(folder); !existsSync(folder); wanted.add(folder)) folder = dirname(folder);
    roots.add(folder);
  }
  const inner = watch([...roots], {
    ignoreInitial: true,
    ignored: (path) => !wanted.has(path),
  });
  return inner.on('all', happened).on('error', happened);
}

/** Packages are looked for in every folder up to the root; none is waited for where there are none. */
const PACKAGES = `${sep}node_modules`;
