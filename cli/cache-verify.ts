import type { Damage } from '../cache/damage.ts';
import { acquireLock } from '../cache/lock.ts';
import { openState } from '../cache/open.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

/** `mlip-auto cache verify`: hashes every object again, forgets what is damaged, and says so. */
export async function cacheVerify(options: {
  readonly json: boolean;
  readonly wait: boolean;
}): Promise<ExitCode> {
  const workspace = findWorkspace(process.cwd());
  const lock = await acquireLock(workspace, { wait: options.wait });
  if (!lock.ok) {
    sayDiagnostics([lock.error], options.json);
    return refusalCode([lock.error]);
  }
  const state = openState(workspace, 'write');
  if (!state.ok) {
    sayDiagnostics([state.error], options.json);
    lock.value.release();
    return refusalCode([state.error]);
  }
  const found = state.value.verify();
  state.value.close();
  lock.value.release();
  if (options.json) process.stdout.write(`${JSON.stringify({ type: 'verify', ...found })}\n`);
  else {
    for (const { digest, why } of found.losses) process.stdout.write(`lost ${digest}: ${why}\n`);
    for (const row of found.rows) process.stdout.write(`${rowWords(row)}\n`);
    for (const line of found.index) process.stdout.write(`the index is unsound: ${line}\n`);
    const lost = found.losses.length + found.rows.filter(({ mended }) => !mended).length;
    const end = lost === 0 ? 'all whole' : `${lost} lost, to be made again by the next run`;
    process.stdout.write(`${found.objects} objects, ${found.bytes} bytes: ${end}\n`);
  }
  const sound = found.losses.length + found.rows.length + found.index.length === 0;
  return sound ? EXIT.done : EXIT.failed;
}

const rowWords = ({ row, of, mended }: Damage): string =>
  `damaged ${row} of ${of}: ${mended ? 'one bit had turned, and is turned back' : 'it counts for nothing'}`;
