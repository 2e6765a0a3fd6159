import { hash } from 'node:crypto';
import { type Canonical, canonicalText } from './canonical.ts';

/** `sha256:` and 64 lower-case hex digits: the name of some bytes. */
export type Digest = `sha256:${string}` & { readonly __brand: 'Digest' };

/** The digest of raw bytes (a string is hashed as UTF-8). */
export function digestBytes(bytes: Uint8Array | string): Digest {
  return `sha256:${hash('sha256', bytes, 'hex')}` as Digest;
}

/**
 * The digest of a tagged, versioned value: the tag keeps different kinds from colliding, the
 * version lets a kind's form change without one text meaning two things.
 */
export function digestValue(tag: string, version: number, value: Canonical): Digest {
  return digestBytes(canonicalText([tag, version, value]));
}

const PATTERN = /^sha256:[0-9a-f]{64}$/;

/** Reads a digest from text; `undefined` where it is not one. */
export function parseDigest(text: string): Digest | undefined {
  return PATTERN.test(text) ? (text as Digest) : undefined;
}

/** The 64 hex digits of a digest, for file names. */
export const digestHex = (digest: Digest): string => digest.slice(7);

/** A digest from 64 hex digits that are known to be one (a row of our own index, say). */
export const digestFromHex = (hex: string): Digest => `sha256:${hex}` as Digest;
