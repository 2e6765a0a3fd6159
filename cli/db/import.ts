import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import { acquireLock } from '../../cache/lock.ts';
import { openState } from '../../cache/open.ts';
import { adopt } from '../../engine/adopt.ts';
import { type ReadBack, readBack } from '../../stages/store/read-back.ts';
import { EXIT, type ExitCode, refusalCode } from '../exit.ts';
import { displayPath, sayDiagnostics } from '../say.ts';
import { findWorkspace } from '../workspace.ts';

/**
 * `mlip-auto db import FILE`: takes the labels of a published database over into this workspace. Every row
 * is proven first: an edited row is refused by name, the others come in.
 */
export async function dbImport(
  file: string,
  options: { readonly json: boolean; readonly wait: boolean },
): Promise<ExitCode> {
  const path = resolve(file);
  if (!existsSync(path)) {
    const hint = 'name an ase.db that a pipeline of this program published';
    sayDiagnostics([errorDiagnostic('E0904', `there is no file ${file}`, { hint })], options.json);
    return EXIT.usage;
  }
  const found = readBack(path);
  if (!found.ok) {
    sayDiagnostics([errorDiagnostic('E0905', `${file}: ${found.error.message}`)], options.json);
    return EXIT.usage;
  }
  return takeOver(path, found.value, options);
}

async function takeOver(
  path: string,
  found: ReadBack,
  { json, wait }: { readonly json: boolean; readonly wait: boolean },
): Promise<ExitCode> {
  const workspace = findWorkspace(process.cwd());
  const lock = await acquireLock(workspace, { wait });
  if (!lock.ok) {
    sayDiagnostics([lock.error], json);
    return refusalCode([lock.error]);
  }
  using _held = lock.value;
  const state = openState(workspace, 'write');
  if (!state.ok) {
    sayDiagnostics([state.error], json);
    return refusalCode([state.error]);
  }
  using open = state.value;
  const values = found.labels.map(({ structure, label, calculation, reading }) => ({
    item: structure,
    value: label,
    calculation,
    reading,
  }));
  say(path, found, adopt(open, values), json);
  return found.refused.length === 0 ? EXIT.done : EXIT.failed;
}

function say(
  path: string,
  { labels, refused, others }: ReadBack,
  taken: number,
  json: boolean,
): void {
  const known = labels.length - taken;
  if (json) {
    const counts = { type: 'import', taken, known, refused, others };
    process.stdout.write(`${JSON.stringify(counts)}\n`);
    return;
  }
  for (const { row, why } of refused) process.stdout.write(`row ${row} refused: ${why}\n`);
  const more = others > 0 ? `, ${others} rows without a label of ours` : '';
  process.stdout.write(
    `${displayPath(path)}: ${taken} labels taken over, ${known} known already, ${refused.length} refused${more}\n`,
  );
}
