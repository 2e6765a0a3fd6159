import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Digest, digestValue } from '../base/digest.ts';
import type { ProgramProbe } from './program-probe.ts';

/**
 * Everything that could make a program say something else: its words, its variables with the values that it would
 * inherit now, the stat of its files. A digest of them: no value is kept.
 */
export function programMemo({ argv, env, passEnv, pattern }: ProgramProbe): Digest {
  const [name = '', ...rest] = argv;
  // Behind a launcher (`mpirun -n 4 pw.x`) the program is one of the words.
  const files = [placeOf(name), ...rest.map(placeBehind)].map(statWords);
  const path = process.env['PATH'] ?? '';
  const words = { argv: [...argv], env, passEnv: [...passEnv], pattern: pattern ?? null };
  return digestValue('program', 3, { ...words, inherited: inheritedBy(passEnv), path, files });
}

/** The variables of a list that are set, as the program finds them: one that is not set is not one that is empty. */
export const inheritedBy = (names: readonly string[]): { readonly [name: string]: string } =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** Where a program lies, as the shell finds it. */
function placeOf(name: string): string {
  if (name.includes('/')) return name;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => statWords(path) !== '') ?? '';
}

const placeBehind = (word: string): string =>
  word.startsWith('/') || /^[A-Za-z][\w.+-]*$/.test(word) ? placeOf(word) : '';

function statWords(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat?.isFile() ? `${path} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}` : '';
}
