import type { Damage } from '../cache/damage.ts';
import { type Keyed, takeInventory } from '../cache/inventory.ts';
import { acquireLock } from '../cache/lock.ts';
import { openState } from '../cache/open.ts';
import type { Verification } from '../cache/verify.ts';
import { damagedWords } from '../report/cache.ts';
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
  const broken = found.rows.some(({ row, mended }) => row === 'record' && !mended);
  const records = broken ? takeInventory(state.value).damaged : [];
  state.value.close();
  lock.value.release();
  const lines = options.json
    ? [JSON.stringify({ type: 'verify', ...found, records })]
    : verifyLines(found, records);
  process.stdout.write(lines.map((line) => `${line}\n`).join(''));
  const sound = found.losses.length + found.rows.length + found.index.length === 0;
  return sound ? EXIT.done : EXIT.failed;
}

function verifyLines(found: Verification, records: readonly Keyed[]): string[] {
  const lost = found.losses.length + found.rows.filter(({ mended }) => !mended).length;
  const end = lost === 0 ? 'all whole' : `${lost} lost, to be made again by the next run`;
  const words = new Map(records.map((record) => [record.key as string, damagedWords(record)]));
  return [
    ...found.losses.map(({ digest, why }) => `lost ${digest}: ${why}`),
    ...found.rows.map((row) => rowWords(row, words.get(row.of))),
    ...found.index.map((line) => `the index is unsound: ${line}`),
    `${found.objects} objects, ${found.bytes} bytes: ${end}`,
    ...(records.length > 0 ? [GO_ON] : []),
  ];
}

const GO_ON =
  'a damaged record is made anew when its work is: run its pipeline. Where nobody does, `mlip-auto cache gc --forget-damaged` gives it up';

const rowWords = ({ row, of, mended }: Damage, words?: string): string =>
  `damaged ${row} of ${of}${words ? ` (${words})` : ''}: ${HOW[mended ?? 'lost']}`;

const HOW = {
  bit: 'one bit had turned, and is turned back',
  sets: 'put together again from a set that lists it',
  lost: 'it counts for nothing',
} as const;
