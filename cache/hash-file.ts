import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import { type Digest, digestFromHex } from '../base/digest.ts';

const CHUNK = 1 << 20;
let buffer: Buffer | undefined;

/** The digest of a file's bytes, read in pieces of 1 MiB. Throws the system's error where it cannot be read. */
export function digestOfFile(path: string): Digest {
  buffer ??= Buffer.allocUnsafeSlow(CHUNK);
  const hash = createHash('sha256');
  const file = openSync(path, 'r');
  try {
    for (;;) {
      const count = readSync(file, buffer, 0, CHUNK, null);
      if (count === 0) return digestFromHex(hash.digest('hex'));
      hash.update(buffer.subarray(0, count));
    }
  } finally {
    closeSync(file);
  }
}
