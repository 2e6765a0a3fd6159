import { type Digest, digestHex } from './digest.ts';

/**
 * A set of items: an ordered list. The item's digest is its identity; the attributes' digest is what
 * people say about it. In a set that a map stage made, each entry also has an outcome: the digest of
 * its value (a label), or of the failure record that stands for it (a hole).
 */
export interface SetEntry {
  readonly item: Digest;
  readonly attributes: Digest;
  readonly outcome?: SetOutcome;
}

/** What a map stage made of an item. */
export type SetOutcome =
  | {
      readonly ok: true;
      readonly value: Digest;
      /** Digests of the preimages of the two actions behind the value: calculation and reading. */
      readonly calculation: Digest;
      readonly reading: Digest;
    }
  | { readonly ok: false; readonly failure: Digest };

const HEAD = 'mlip-set 1';

/** The bytes of a set: a head line, then one line of digests an entry. */
export const encodeSet = (entries: Iterable<SetEntry>): Uint8Array => linesBytes(setLines(entries));

function* setLines(entries: Iterable<SetEntry>): Generator<string> {
  yield HEAD;
  for (const entry of entries) yield entryLine(entry);
}

function entryLine({ item, attributes, outcome }: SetEntry): string {
  const head = `${digestHex(item)} ${digestHex(attributes)}`;
  if (!outcome) return head;
  if (!outcome.ok) return `${head} !${digestHex(outcome.failure)}`;
  const { value, calculation, reading } = outcome;
  return `${head} ${digestHex(value)} ${digestHex(calculation)} ${digestHex(reading)}`;
}

/** How many lines are put together as text before they become bytes: longer texts are copied about more than once. */
const LINES = 64;

/** The bytes of lines of digests, each with its end: a hundred thousand are never one text. */
export function linesBytes(lines: Iterable<string>): Uint8Array {
  const parts: Uint8Array[] = [];
  let text = '';
  let some = 0;
  for (const line of lines) {
    text += `${line}\n`;
    some += 1;
    if (some < LINES) continue;
    parts.push(Buffer.from(text, 'latin1'));
    text = '';
    some = 0;
  }
  parts.push(Buffer.from(text, 'latin1'));
  return Buffer.concat(parts);
}

const HEX = 64;

/** Reads {@link encodeSet} back; throws (a bug) on other bytes. */
export function decodeSet(bytes: Uint8Array): SetEntry[] {
  const buffer = setBuffer(bytes);
  const entries: SetEntry[] = [];
  for (let at = HEAD.length + 1; at < buffer.length; ) {
    const end = buffer.indexOf(NEWLINE, at);
    if (end < 0) break;
    entries.push(readLine(buffer, at, end));
    at = end + 1;
  }
  return entries;
}

/** The entries of {@link decodeSet} one by one, for who looks at each once and keeps none. */
export function* setEntries(bytes: Uint8Array): Generator<SetEntry> {
  const buffer = setBuffer(bytes);
  for (let at = HEAD.length + 1; at < buffer.length; ) {
    const end = buffer.indexOf(NEWLINE, at);
    if (end < 0) return;
    yield readLine(buffer, at, end);
    at = end + 1;
  }
}

function setBuffer(bytes: Uint8Array): Buffer {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.toString('latin1', 0, HEAD.length + 1) !== `${HEAD}\n`) {
    throw new Error('internal error: these bytes are not a set');
  }
  return buffer;
}

const NEWLINE = 0x0a;
const HOLE = 0x21;

function readLine(buffer: Buffer, at: number, end: number): SetEntry {
  const digest = (place: number): Digest => digestAt(buffer, at + place * (HEX + 1));
  const entry = { item: digest(0), attributes: digest(1) };
  const rest = at + 2 * (HEX + 1);
  if (rest > end) return entry;
  if (buffer[rest] === HOLE) {
    return { ...entry, outcome: { ok: false, failure: digestAt(buffer, rest + 1) } };
  }
  const outcome = {
    ok: true,
    value: digest(2),
    calculation: digest(3),
    reading: digest(4),
  } as const;
  return { ...entry, outcome };
}

const PREFIX = 'sha256:';
const scratch = Buffer.from(PREFIX + '0'.repeat(HEX), 'latin1');

/** A digest as one flat text: parts of the whole would hold on to it. */
function digestAt(buffer: Buffer, at: number): Digest {
  buffer.copy(scratch, PREFIX.length, at, at + HEX);
  return scratch.toString('latin1') as Digest;
}
