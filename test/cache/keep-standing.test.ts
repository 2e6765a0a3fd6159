import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { keepStanding } from '../../cache/keep-standing.ts';

it('a disk that refuses a standing answer, and to clear it away, fails nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-standing-'));
  // In the place of the folder of answers is a file: neither writing into it nor removing from it works.
  writeFileSync(join(folder, 'standing'), 'a file');
  const none = {} as Parameters<typeof keepStanding>[3];
  keepStanding(folder, digestBytes(Buffer.from('asked')), {} as never, none);
  expect(readFileSync(join(folder, 'standing'), 'utf8')).toBe('a file');
  rmSync(folder, { recursive: true });
});
