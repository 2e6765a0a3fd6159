import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Where on a shelf something lies: from which byte, and how long each of its parts is. */
export interface Place {
  readonly at: number;
  readonly lengths: readonly number[];
}

/** Keeps bytes aside: the first in memory, what is beyond in a file. */
export interface Shelf extends Disposable {
  put(parts: readonly Uint8Array[]): Place;
  get(place: Place): readonly Uint8Array[];
}

/** So much stays in memory. */
const BLOCK = 8 << 20;

/** An empty shelf; `scratch` is asked for a folder when there is more than memory is to hold. */
export function openShelf(scratch: () => string, block = BLOCK): Shelf {
  /** What was put last, and from which byte on; what came before is in the file. */
  let open = Buffer.allocUnsafe(0);
  let begin = 0;
  let used = 0;
  let file: number | undefined;
  const makeRoom = (length: number): void => {
    if (open.length === 0) open = Buffer.allocUnsafe(Math.max(block, length));
    if (used + length <= open.length) return;
    file ??= openSync(join(scratch(), 'shelf'), 'wx+');
    writeAll(file, open.subarray(0, used), begin);
    begin += used;
    used = 0;
    if (open.length < length) open = Buffer.allocUnsafe(length);
  };
  return {
    put(parts) {
      const lengths = parts.map((part) => part.length);
      makeRoom(sum(lengths));
      const at = begin + used;
      for (const part of parts) {
        open.set(part, used);
        used += part.length;
      }
      return { at, lengths };
    },
    get({ at, lengths }) {
      const whole = Buffer.allocUnsafe(sum(lengths));
      if (at >= begin) open.copy(whole, 0, at - begin, at - begin + whole.length);
      else readAll(file as number, whole, at);
      let end = 0;
      return lengths.map((length) => {
        end += length;
        return whole.subarray(end - length, end);
      });
    },
    [Symbol.dispose]() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

const sum = (lengths: readonly number[]): number => lengths.reduce((all, one) => all + one, 0);

function writeAll(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    done += writeSync(file, bytes, done, bytes.length - done, at + done);
  }
}

function readAll(file: number, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.length; ) {
    const read = readSync(file, bytes, done, bytes.length - done, at + done);
    if (read === 0) throw new Error('internal error: the shelf ends too early');
    done += read;
  }
}
