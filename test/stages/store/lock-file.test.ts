import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isLeftOver, releaseLock, takeLock } from '../../../stages/store/ase-db/lock-file.ts';

describe('the lock file of a database', () => {
  let folder: string;
  let path: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'mlip-lock-'));
    path = join(folder, 'x.db.lock');
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  /** As if it had been made a minute ago. */
  const age = () => utimesSync(path, Date.now() / 1000 - 60, Date.now() / 1000 - 60);

  it('is there while it is held, and gone after', () => {
    const held = takeLock(path, 0);
    if (!held) throw new Error('not taken');
    expect(existsSync(path)).toBe(true);
    releaseLock(held);
    expect(existsSync(path)).toBe(false);
  });

  it('is waited for while a living program has it open, however old it is', () => {
    const file = openSync(path, 'wx');
    age();
    expect([isLeftOver(path), takeLock(path, 0)]).toEqual([false, undefined]);
    closeSync(file);
    rmSync(path);
  });

  it('is waited for while it is young, though nobody seems to hold it', () => {
    writeFileSync(path, '');
    expect([isLeftOver(path), takeLock(path, 0)]).toEqual([false, undefined]);
    rmSync(path);
  });

  it.runIf(process.platform === 'linux')('is taken over from a writer that died', () => {
    writeFileSync(path, '');
    age();
    expect(isLeftOver(path)).toBe(true);
    const held = takeLock(path, 0);
    expect(held?.path).toBe(path);
    if (held) releaseLock(held);
    expect(existsSync(path)).toBe(false);
  });
});
