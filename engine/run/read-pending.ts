import type { Digest } from '../../base/digest.ts';
import type { ItemWork } from '../plan/item-state.ts';
import { type ItemsPlan, readObjects } from '../plan/items.ts';
import { breath } from './breath.ts';
import { fails } from './commit-items.ts';
import { noRows, writeRows } from './item-rows.ts';
import type { MapWork } from './map-work.ts';
import { readRaw } from './reading.ts';

/** So many are read from the store at a time. */
const FETCHED = 512;
/** So many are committed at a time, unless reading them takes longer than this much CPU. */
const READ_AT_ONCE = 8192;
const READ_MS = 200;

/** What was paid for and not read yet. */
interface Unread {
  readonly item: ItemWork;
  readonly raw: Digest;
}

/** Reads what was paid for and not read yet: a mended reader re-reads and buys nothing. */
export async function readPending(work: MapWork, plan: ItemsPlan): Promise<void> {
  const { setting, settled, failed } = work;
  const unread = [...plan.work.values()].flatMap((item): Unread[] => {
    const state = settled.get(item.item) ?? item.state;
    return state.kind === 'unread' && !failed.has(item.item) ? [{ item, raw: state.raw }] : [];
  });
  for (let at = 0; at < unread.length && !setting.signal.aborted; ) {
    at += readSome(work, unread.slice(at, at + READ_AT_ONCE));
    await breath();
  }
}

/** Reads from the first on and commits what came of it; how many it were. */
function readSome(work: MapWork, unread: readonly Unread[]): number {
  const { state, signal } = work.setting;
  const enough = process.cpuUsage().user + READ_MS * 1000;
  const read: [ItemWork, ReturnType<typeof readRaw>][] = [];
  const rows = noRows();
  while (read.length < unread.length && !signal.aborted && process.cpuUsage().user < enough) {
    const some = unread.slice(read.length, read.length + FETCHED);
    const digests = new Set(some.flatMap(({ item, raw }) => [item.item, raw]));
    const bytes = readObjects(state, [...digests]);
    for (const { item, raw } of some) {
      const known = { item, bytes: bytes.get(item.item) as Uint8Array };
      const output = { digest: raw, bytes: bytes.get(raw) as Uint8Array };
      read.push([item, readRaw(work, rows, known, output)]);
    }
  }
  state.transaction(() => writeRows(state, rows));
  for (const [item, result] of read) {
    if (result.ok) work.settled.set(item.item, result.value);
    else fails(work, item, result.error);
  }
  return read.length;
}
