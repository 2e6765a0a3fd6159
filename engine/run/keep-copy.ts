import { constants, cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { codeOf } from '../../cache/failure.ts';
import { secretInFile } from './execute-masked.ts';
import type { Secrets } from './secrets.ts';

/**
 * Copies a file or a folder (by reflink where the disk can) to where people find it; says where, or why not: it
 * holds a secret, or the disk refuses, which ends no work.
 */
export function keepCopy(from: string, to: string, secrets: Secrets): string {
  try {
    const secret = filesIn(from).find((file) => secretInFile(file, secrets) !== undefined);
    if (secret !== undefined) return `not kept, for it holds a secret: ${secret}`;
    const mode = constants.COPYFILE_FICLONE;
    cpSync(from, to, { recursive: true, mode });
    return `kept: ${to}`;
  } catch (error) {
    if (codeOf(error) === undefined) throw error;
    return `not kept: ${(error as Error).message}`;
  }
}

function filesIn(path: string): readonly string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inside = join(path, entry.name);
    return entry.isDirectory() ? filesIn(inside) : [inside];
  });
}
