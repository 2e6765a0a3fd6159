import { type Digest, digestFromHex, digestHex } from '../base/digest.ts';

/** A digest as the 32 bytes that the index keeps. */
export const blobOf = (digest: Digest): Buffer => Buffer.from(digestHex(digest), 'hex');

/** Many digests as one blob, 32 bytes each, in order. */
export function blobOfAll(digests: readonly Digest[]): Buffer {
  return Buffer.from(digests.map(digestHex).join(''), 'hex');
}

/** The digest that 32 bytes of the index mean. */
export const digestOfBlob = (blob: Buffer): Digest => digestFromHex(blob.toString('hex'));
