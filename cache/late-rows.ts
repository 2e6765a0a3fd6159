import type { Index } from './index-db.ts';

/** Rows by their key that are remembered now and written along with the next commit. */
export interface LateMap<T> {
  get(key: string): T | undefined;
  set(key: string, row: T): void;
  /** It was written otherwise. */
  delete(key: string): void;
}

/** Opens a memory whose rows `write` brings into the index. A kill before that loses them: what they say must be findable again. */
export function openLateMap<T>(index: Index, write: (key: string, row: T) => void): LateMap<T> {
  const rows = new Map<string, T>();
  let inFlight: readonly (readonly [string, T])[] = [];
  index.addLate({
    waiting: () => rows.size > 0,
    write: () => {
      inFlight = [...rows];
      for (const [key, row] of inFlight) write(key, row);
    },
    written: () => {
      // One may have been set anew meanwhile.
      for (const [key, row] of inFlight) if (rows.get(key) === row) rows.delete(key);
    },
  });
  return {
    get: (key) => rows.get(key),
    set: (key, row) => rows.set(key, row),
    delete: (key) => rows.delete(key),
  };
}
