import { statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Digest, digestValue } from '../base/digest.ts';
import type { ProgramProbe } from './program-probe.ts';

/** Everything that could make a program say something else: its words, its variables, the stat of its files. */
export function programMemo({ argv, env, passEnv }: ProgramProbe): Digest {
  const [name = '', ...rest] = argv;
  const files = [placeOf(name), ...rest.filter((word) => word.startsWith('/'))].map(statWords);
  const path = process.env['PATH'] ?? '';
  return digestValue('program', 1, { argv: [...argv], env, passEnv: [...passEnv], path, files });
}

/** Where a program lies, as the shell finds it. */
function placeOf(name: string): string {
  if (name.includes('/')) return name;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => statWords(path) !== '') ?? '';
}

function statWords(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
  return stat?.isFile() ? `${path} ${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}` : '';
}
