import { type Digest, digestBytes } from '../../base/digest.ts';
import { openDigestSet } from '../../base/digest-set.ts';
import type { State } from '../../cache/state.ts';

/** So much of what an attempt made is held before it is written. */
const MOST_BYTES = 8e6;
const MOST_VALUES = 8192;

/**
 * What an attempt made. It is written as it comes, some at a time, so that memory does not follow the size of a
 * set; what a record does not name in the end is a leftover to `cache gc`.
 */
export interface Kept {
  put(bytes: Uint8Array): Digest;
  putFile(path: string): Digest;
  /** Bytes that are not in the store yet. */
  own(digest: Digest): Uint8Array | undefined;
  /** Writes what is left, in the transaction of the record; the digests of all of it, in order of coming. */
  flush(): readonly Digest[];
}

/** Nothing was made yet. */
export function openKept({ objects, transaction }: State): Kept {
  const names = openDigestSet();
  const waiting = new Map<Digest, Uint8Array>();
  let held = 0;
  let early = 0;
  const write = (): void => {
    transaction(() => {
      // Hashed again: a stage may have changed bytes since it gave them.
      objects.putMany([...waiting.values()].map((bytes) => [digestBytes(bytes), bytes]));
    });
    waiting.clear();
    held = 0;
  };
  const put = (bytes: Uint8Array): Digest => {
    const digest = digestBytes(bytes);
    if (!names.add(digest)) return digest;
    waiting.set(digest, bytes);
    held += bytes.length;
    if (held >= MOST_BYTES || waiting.size >= MOST_VALUES) {
      write();
      early = names.size;
    }
    return digest;
  };
  return {
    put,
    own: (digest) => waiting.get(digest),
    putFile(path) {
      const small = objects.takeSmall(path);
      if (small) return put(small);
      const digest = objects.putFile(path);
      names.add(digest);
      return digest;
    },
    flush() {
      write();
      const all = [...names];
      const [lost] = objects.wholeMany(all.slice(0, early));
      if (lost) throw new Error(`what was made is gone again (${lost.digest}): ${lost.why}`);
      return all;
    },
  };
}
