import { type Digest, digestFromHex, digestHex } from '../base/digest.ts';

/** A digest as the 32 bytes that the index keeps. */
export const blobOf = (digest: Digest): Buffer => Buffer.from(digestHex(digest), 'hex');

/** Many digests as one blob, 32 bytes each, in order. */
export function blobOfAll(digests: readonly Digest[]): Buffer {
  return Buffer.from(digests.map(digestHex).join(''), 'hex');
}

/**
 * Many digests as they lie in the tables, so that looking them up reads each page once: sorted (as far as 28
 * bits tell), and each one's place in the list.
 */
export function sortedDigests(digests: readonly Digest[]): {
  readonly sorted: readonly Digest[];
  readonly places: readonly number[];
} {
  const order = new Float64Array(digests.length);
  for (let place = 0; place < digests.length; place++) {
    const head = Number.parseInt((digests[place] as Digest).slice(7, 14), 16);
    order[place] = head * PLACES + place;
  }
  order.sort();
  const sorted: Digest[] = [];
  const places: number[] = [];
  for (const mixed of order) {
    const place = mixed % PLACES;
    places.push(place);
    sorted.push(digests[place] as Digest);
  }
  return { sorted, places };
}

const PLACES = 2 ** 24;

/** The digest that 32 bytes of the index mean. */
export const digestOfBlob = (blob: Buffer): Digest => digestFromHex(blob.toString('hex'));
