import type { Digest } from '../base/digest.ts';
import { decodeSet } from '../base/item-set.ts';
import { blobOf } from './blob.ts';
import type { Index } from './index-db.ts';
import type { Objects } from './objects.ts';
import { readSealed } from './sealed.ts';

/** A record as far as it can be told again: that it went well, what it made, and what that cost. */
export interface RestoredRecord {
  readonly outputs: Readonly<Record<string, Digest>>;
  readonly outcome: 'ok';
  readonly cost: { readonly cpuSeconds: number; readonly wallSeconds: number };
  readonly made: number;
  readonly origin: 'run';
}

/** What finished sets tell of the actions behind their items. */
interface Told {
  /** By calculation: the reading of what it made. */
  readonly readings: ReadonlyMap<Digest, Digest>;
  /** By reading: the value that it gave. */
  readonly values: ReadonlyMap<Digest, Digest>;
}

/**
 * The record of a paid action put together again after a disk spoilt its row beyond mending: a set lists the value of
 * each of its items with the keys of its calculation and its reading, and the reading's key says which raw output it
 * read. So a label is not bought again while a set that has it is kept. By whom a label was taken over is lost.
 * `undefined` where no set lists it, or what it made is not whole.
 */
export function restoredRecord(
  index: Index,
  objects: Objects,
  key: Digest,
): RestoredRecord | undefined {
  const [tag] = preimage(objects, key) ?? [];
  if (tag === undefined) return undefined;
  const { readings, values } = toldBySets(index, objects);
  const cost = costOf(index, key);
  const record = (outputs: RestoredRecord['outputs']): RestoredRecord => ({
    ...{ outputs, outcome: 'ok', origin: 'run', made: cost.made },
    cost: { cpuSeconds: cost.cpu, wallSeconds: cost.wall },
  });
  const isWhole = (digest: Digest | undefined): digest is Digest =>
    digest !== undefined && objects.isWhole(digest).ok;
  if (tag === 'reading') {
    const value = values.get(key);
    return isWhole(value) ? record({ value }) : undefined;
  }
  const raw = rawOf(objects, readings.get(key));
  return isWhole(raw) ? record({ raw }) : undefined;
}

type Preimage = readonly [tag: string, version: number, parts: { readonly raw?: Digest }];

function preimage(objects: Objects, key: Digest): Preimage | undefined {
  const read = objects.read(key);
  const text = read.ok ? Buffer.from(read.value).toString('utf8') : '';
  return /^\["(calculation|reading)",/.test(text) ? (JSON.parse(text) as Preimage) : undefined;
}

function rawOf(objects: Objects, reading: Digest | undefined): Digest | undefined {
  const [tag, version, parts] = (reading && preimage(objects, reading)) || [];
  return tag === 'reading' && version === 1 ? parts?.raw : undefined;
}

const toldOf = new WeakMap<Index, Told>();

/** All sets are read once, when the first damaged record is come upon. */
function toldBySets(index: Index, objects: Objects): Told {
  const known = toldOf.get(index);
  if (known) return known;
  const readings = new Map<Digest, Digest>();
  const values = new Map<Digest, Digest>();
  for (const set of setsIn(index)) {
    const read = objects.read(set);
    if (!read.ok) continue;
    for (const { outcome } of entriesIn(read.value)) {
      if (!outcome?.ok) continue;
      readings.set(outcome.calculation, outcome.reading);
      values.set(outcome.reading, outcome.value);
    }
  }
  const told = { readings, values };
  toldOf.set(index, told);
  return told;
}

/** The outputs of all whole records of sets. */
function setsIn(index: Index): Set<Digest> {
  const sql = `SELECT 'sha256:' || lower(hex(key)), record FROM actions WHERE instr(record, '"items":') > 0`;
  const rows = index.rows<[Digest, unknown]>(sql);
  return new Set(
    rows.flatMap(([key, text]) =>
      Object.values(readSealed<Pick<RestoredRecord, 'outputs'>>(text, key)?.outputs ?? {}),
    ),
  );
}

const HEAD = 'mlip-set ';

const entriesIn = (bytes: Uint8Array): ReturnType<typeof decodeSet> =>
  Buffer.from(bytes.subarray(0, HEAD.length)).toString('latin1') === HEAD ? decodeSet(bytes) : [];

function costOf(index: Index, key: Digest) {
  const sql = 'SELECT cpu, wall, made FROM costs WHERE key = ? ORDER BY made DESC LIMIT 1';
  const [row] = index.rows<[number, number, number]>(sql, blobOf(key));
  const [cpu = 0, wall = 0, made = Date.now()] = row ?? [];
  return { cpu, wall, made };
}
