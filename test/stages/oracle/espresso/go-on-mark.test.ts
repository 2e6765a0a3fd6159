import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readMark, writeMark } from '../../../../stages/oracle/espresso/go-on-mark.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-mark-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const MARK = {
  aids: { start: 'restart', mixing_beta: 0.7 },
  notes: [{ rung: 'first', why: '', end: 'out of time' }],
} as unknown as Parameters<typeof writeMark>[1];

test('a mark comes back as it was written', () => {
  writeMark(join(folder, 'mark'), MARK);
  expect(readMark(join(folder, 'mark'))).toEqual(MARK);
});

test('one in which a bit turned, that was cut, or that is no file is none: the calculation begins anew', () => {
  const file = join(folder, 'mark');
  writeMark(file, MARK);
  const whole = readFileSync(file);
  for (let bit = 0; bit < 8 * whole.length; bit += 5) {
    const turned = Buffer.from(whole);
    turned[bit >> 3] = (turned[bit >> 3] as number) ^ (1 << (bit & 7));
    writeFileSync(file, turned);
    expect(readMark(file)).toBeUndefined();
  }
  for (let size = 0; size < whole.length; size += 3) {
    writeFileSync(file, whole.subarray(0, size));
    expect(readMark(file)).toBeUndefined();
  }
  expect(readMark(join(folder, 'absent'))).toBeUndefined();
  mkdirSync(join(folder, 'folder'));
  expect(readMark(join(folder, 'folder'))).toBeUndefined();
});
