import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import type { StageContext } from '../../../../engine/stage.ts';
import { type KeepFiles, keepFiles } from '../../../../stages/oracle/espresso/keep-files.ts';
import { fakeContext } from '../../../support/fake-context.ts';

const scratch = mkdtempSync(join(tmpdir(), 'mlip-keep-'));
const out = join(scratch, 'out');
mkdirSync(join(out, 'pwscf.save'), { recursive: true });
for (const name of ['pw.in', 'CRASH', 'out/pwscf.wfc1', 'out/pwscf.save/data-file-schema.xml'])
  writeFileSync(join(scratch, name), name);
afterAll(() => rmSync(scratch, { recursive: true }));

const keptBy = (policy: KeepFiles | undefined, isAccepted: boolean): string[] => {
  const names: string[] = [];
  const context: StageContext = {
    ...fakeContext({ how: policy ? { keep_files: policy } : {} }),
    keep: (_, name) => void names.push(name),
  };
  keepFiles(context, { scratch, out, number: 2 }, isAccepted);
  return names;
};

it('keeps the little that says why an attempt failed, unless it is told otherwise', () => {
  const little = ['pw-2/CRASH', 'pw-2/pw.in', 'pw-2/data-file-schema.xml'];
  expect(keptBy(undefined, false)).toEqual(little);
  expect(keptBy('failed', false)).toEqual(little);
  expect(keptBy('failed', true)).toEqual([]);
  expect(keptBy('never', false)).toEqual([]);
});

it('keeps all that pw.x left where it is to', () => {
  const all = ['pw-2/CRASH', 'pw-2/pw.in', 'pw-2/out'];
  expect(keptBy('always', true)).toEqual(all);
  expect(keptBy('always', false)).toEqual(all);
});
