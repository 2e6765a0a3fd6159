import { type Digest, digestBytes, digestHex } from '../base/digest.ts';
import { blobOf, digestOfBlob } from './blob.ts';
import type { Stamp } from './stamp.ts';

/** How a sealed text ends: a member that older programs read over. */
const SEAL = /^"check":"[0-9a-f]{16}"\}$/;
const SEAL_LENGTH = '"check":"0123456789abcdef"}'.length;

/**
 * JSON of an object as the index keeps it: with a digest of itself and of what it belongs to as the last
 * member. SQLite does not notice a bit that a disk turned in a row; what says that work is done must.
 */
export function sealed(json: string, of: string): string {
  if (!json.endsWith('}')) throw new Error('internal error: only an object can be sealed');
  const body = json.slice(0, -1);
  return `${body}${body === '{' ? '' : ','}"check":"${checkOf(body, of)}"}`;
}

/** The JSON that was sealed; `undefined` where it is not what it was. Rows of older programs have no seal. */
export function unsealed(text: unknown, of: string): string | undefined {
  if (typeof text !== 'string') return undefined;
  const seal = text.slice(-SEAL_LENGTH);
  if (!SEAL.test(seal)) return isJson(text) ? text : undefined;
  const end = text.length - SEAL_LENGTH;
  const body = text.slice(0, text[end - 1] === ',' ? end - 1 : end);
  return seal.slice(9, -2) === checkOf(body, of) ? `${body}}` : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** The object that was sealed; `undefined` where it cannot be known any more. */
export function readSealed<T>(text: unknown, of: string): T | undefined {
  const json = unsealed(text, of);
  if (json === undefined) return undefined;
  try {
    return JSON.parse(json) as T;
  } catch {
    return undefined;
  }
}

/** A digest as a row keeps it: its 32 bytes, and the first 8 of a digest of it and of what it belongs to. */
export const sealedDigest = (digest: Digest, of: string): Buffer =>
  Buffer.concat([blobOf(digest), Buffer.from(checkOf(digest, of), 'hex')]);

/** The digest that was sealed; `undefined` where it is not what it was. Rows of older programs have no seal. */
export function unsealedDigest(blob: unknown, of: string): Digest | undefined {
  if (!Buffer.isBuffer(blob) || (blob.length !== 32 && blob.length !== 40)) return undefined;
  const digest = digestOfBlob(blob.subarray(0, 32));
  const whole = blob.length === 32 || blob.toString('hex', 32) === checkOf(digest, of);
  return whole ? digest : undefined;
}

/** A stamp as a row keeps it beside a digest: with a digest of both, and of the path, as its last word. */
export const sealedStamp = (stamp: Stamp, digest: Digest, path: string): string =>
  `${stamp} ${checkOf(`${stamp} ${digest}`, path)}`;

/** The stamp and the digest that were sealed together; `undefined` where either is not what it was. */
export function unsealedStamp(
  text: unknown,
  blob: unknown,
  path: string,
): { readonly stamp: Stamp; readonly digest: Digest } | undefined {
  if (typeof text !== 'string' || !Buffer.isBuffer(blob) || blob.length !== 32) return undefined;
  const digest = digestOfBlob(blob);
  if (text === '' || STAMP.test(text)) return { stamp: text as Stamp, digest };
  const stamp = text.slice(0, text.lastIndexOf(' ')) as Stamp;
  return text === sealedStamp(stamp, digest, path) ? { stamp, digest } : undefined;
}

/** A stamp without a seal, as older programs kept it. */
const STAMP = /^\d+ -?\d+ -?\d+ \d+$/;

const checkOf = (body: string, of: string): string =>
  digestHex(digestBytes(`${of}\n${body}`)).slice(0, 16);
