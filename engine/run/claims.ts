import type { Digest } from '../../base/digest.ts';

/** Keys that something in this engine is computing now: equal keys are computed once. */
export interface Claims {
  /** Resolves when nobody computes `key` (at once if nobody does). */
  free(key: Digest): Promise<void>;
  taken(key: Digest): boolean;
  /** How often claims were given back: what was planned before the last time may be known by now. */
  released(): number;
  /** Claims keys; the returned function gives them back. */
  take(keys: readonly Digest[]): () => void;
}

/** No key is claimed yet. */
export function openClaims(): Claims {
  const claims = new Map<Digest, Promise<void>>();
  let count = 0;
  return {
    free: (key) => claims.get(key) ?? Promise.resolve(),
    taken: (key) => claims.has(key),
    released: () => count,
    take: (keys) => {
      let release: () => void = () => {};
      const released = new Promise<void>((resolve) => {
        release = resolve;
      });
      for (const key of keys) claims.set(key, released);
      return () => {
        for (const key of keys) claims.delete(key);
        count++;
        release();
      };
    },
  };
}
