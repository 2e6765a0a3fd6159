import { gunzipSync, gzipSync } from 'node:zlib';

/** One attempt, for the record: what was changed, why, and how it ended. */
export interface AttemptNote {
  /** The rung that it tried; `first` of the first. */
  readonly rung: string;
  readonly why: string;
  readonly end: string;
}

/** What is kept of a calculation: the program's own files, from which a label is read. */
export interface RawEspresso {
  readonly xml: string;
  readonly log: string;
  readonly attempts: readonly AttemptNote[];
}

/** The bytes that are kept, compressed. */
export const encodeRaw = (raw: RawEspresso): Uint8Array =>
  gzipSync(JSON.stringify({ format: 'pw.x', version: 1, ...raw }));

/** Reads {@link encodeRaw} back. */
export const decodeRaw = (bytes: Uint8Array): RawEspresso =>
  JSON.parse(gunzipSync(bytes).toString('utf8')) as RawEspresso;
