import { type Digest, digestFromHex, digestHex } from './digest.ts';

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
export function encodeSet(entries: readonly SetEntry[]): Uint8Array {
  const lines = entries.map(entryLine);
  return Buffer.from(`${[HEAD, ...lines].join('\n')}\n`);
}

function entryLine({ item, attributes, outcome }: SetEntry): string {
  const head = `${digestHex(item)} ${digestHex(attributes)}`;
  if (!outcome) return head;
  if (!outcome.ok) return `${head} !${digestHex(outcome.failure)}`;
  const { value, calculation, reading } = outcome;
  return `${head} ${digestHex(value)} ${digestHex(calculation)} ${digestHex(reading)}`;
}

/** Reads {@link encodeSet} back; throws (a bug) on other bytes. */
export function decodeSet(bytes: Uint8Array): SetEntry[] {
  const lines = Buffer.from(bytes).toString('latin1').split('\n');
  if (lines[0] !== HEAD) throw new Error('internal error: these bytes are not a set');
  return lines.slice(1, -1).map(readLine);
}

function readLine(line: string): SetEntry {
  const [item, attributes, value, calculation, reading] = line.split(' ') as [
    string,
    string,
    ...string[],
  ];
  const entry = { item: digestFromHex(item), attributes: digestFromHex(attributes) };
  if (value === undefined) return entry;
  if (value.startsWith('!')) {
    return { ...entry, outcome: { ok: false, failure: digestFromHex(value.slice(1)) } };
  }
  return {
    ...entry,
    outcome: {
      ok: true,
      value: digestFromHex(value),
      calculation: digestFromHex(calculation as string),
      reading: digestFromHex(reading as string),
    },
  };
}
