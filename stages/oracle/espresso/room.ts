import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** More than pw.x needs to say how it ended; less than any calculation leaves behind, bytes. */
const LITTLE = 256 * 1024;

/**
 * Whether a folder's disk takes a little more: pw.x does not notice a full one, or blames its mixing for it. Tried
 * by writing, since a quota shows in nothing else.
 */
export function hasRoom(folder: string): boolean {
  const file = join(folder, 'room');
  try {
    writeFileSync(file, new Uint8Array(LITTLE));
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOSPC' || code === 'EDQUOT') return false;
    throw error;
  } finally {
    rmSync(file, { force: true });
  }
}
