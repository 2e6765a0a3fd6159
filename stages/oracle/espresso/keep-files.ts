import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { StageContext } from '../../../engine/stage.ts';

/** Which files of pw.x are kept for people, beyond the XML and the output of what gave a label. */
export type KeepFiles = 'never' | 'failed' | 'always';

/** Keeps files of an attempt by the policy: little of one that failed, all of one that shall be gone on from. */
export function keepFiles(
  context: StageContext,
  {
    scratch,
    out,
    number,
  }: { readonly scratch: string; readonly out: string; readonly number: number },
  isAccepted: boolean,
): void {
  const { keep_files: policy = 'failed' } = context.how as { readonly keep_files?: KeepFiles };
  if (policy === 'never' || (policy === 'failed' && isAccepted)) return;
  const little = ['CRASH', 'pw.in'].map((name) => join(scratch, name));
  const left = ['pwscf.xml', 'pwscf.save/data-file-schema.xml'].map((name) => join(out, name));
  const files = policy === 'always' ? [...little, out] : [...little, ...left];
  for (const file of files.filter(existsSync)) context.keep(file, `pw-${number}/${basename(file)}`);
}
