import { type Digest, digestBytes, digestFromHex, digestHex } from '../base/digest.ts';
import type { Stamp } from './stamp.ts';

/**
 * An answer that was found with everything up to date, and all that it was found from. While every file stands
 * as it was, the index itself among them, the answer is the same, and nothing need be opened to know it.
 */
export interface Standing {
  /** What the files must be like, links followed: those that people write. */
  readonly read: Hashed;
  /** Likewise, links not followed: those that this program wrote. */
  readonly kept: Stood;
  /** What people are told where that is less than the answer; '' where it is all of it. */
  readonly brief: string;
  /** Made into text only where it is asked for. */
  readonly answer: () => string;
}

/** Files, relative to the workspace where they lie in it; of each the numbers of its stamp. */
export interface Stood {
  readonly paths: readonly string[];
  readonly stamps: Float64Array;
}

/** Files, with the digests of their bytes. */
export interface Hashed extends Stood {
  readonly digests: readonly Digest[];
  /** So many of them, the first, matter as a whole; of the others the digest is all that matters. */
  readonly sources: number;
}

/** The index of a state folder as it lies on the disk. */
export type IndexMark = Stamp & { readonly __of: 'index' };

/** The numbers of a stamp: size, both times in milliseconds, inode. */
export const FIELDS = 4;

const DIGEST_BYTES = 32;

/**
 * A stamp as the numbers that a plain `stat` gives, which is what is compared for a hundred thousand files. A time
 * in milliseconds is told from the next to a quarter of a microsecond: no stamp is kept that is not older than a tick.
 */
export function numbersOf(stamp: Stamp): readonly [number, number, number, number] {
  const [size, mtimeNs, ctimeNs, ino] = stamp.split(' ') as [string, string, string, string];
  return [Number(size), milliseconds(mtimeNs), milliseconds(ctimeNs), Number(ino)];
}

/** As Node makes them of seconds and nanoseconds: the same operations give the same bits. */
const milliseconds = (ns: string): number =>
  Number(ns.slice(0, -9)) * 1000 + Number(ns.slice(-9)) / 1_000_000;

/** What is written before the rest. */
interface Head {
  readonly version: 2;
  readonly asked: Digest;
  readonly mark: IndexMark;
  /** How many files are read, how many of them matter as a whole, and how many there are. */
  readonly read: number;
  readonly sources: number;
  readonly files: number;
  /** Bytes of the paths, and whether each of them is a letter. */
  readonly paths: number;
  readonly ascii: boolean;
  /** Bytes of what people are told. */
  readonly brief: number;
}

/** A digest of all that follows it, the head as a line of JSON, then stamps, digests, paths and both texts. */
export function encodeStanding(asked: Digest, mark: IndexMark, standing: Standing): Uint8Array {
  const { read, kept, brief } = standing;
  const joined = [...read.paths, ...kept.paths].join('\0');
  const paths = Buffer.from(joined);
  const told = Buffer.from(brief);
  const head: Head = {
    ...{ version: 2, asked, mark, read: read.paths.length, sources: read.sources },
    files: read.paths.length + kept.paths.length,
    ...{ paths: paths.length, ascii: paths.length === joined.length, brief: told.length },
  };
  const body = Buffer.concat([
    Buffer.from(`${JSON.stringify(head)}\n`),
    bytesOf(read.stamps),
    bytesOf(kept.stamps),
    Buffer.from(read.digests.map(digestHex).join(''), 'hex'),
    ...[paths, told, Buffer.from(standing.answer())],
  ]);
  return Buffer.concat([Buffer.from(`${digestBytes(body)}\n`), body]);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Throws on anything but the bytes that {@link encodeStanding} made. */
export function decodeStanding(bytes: Buffer): {
  readonly head: Head;
  readonly standing: Standing;
} {
  const start = bytes.indexOf(10) + 1;
  const body = bytes.subarray(start);
  if (digestBytes(body) !== bytes.toString('latin1', 0, start - 1)) throw new Error('damaged');
  const end = body.indexOf(10) + 1;
  const head = JSON.parse(body.toString('utf8', 0, end)) as Head;
  if (head.version !== 2) throw new Error('of another program');
  const digests = end + head.files * FIELDS * 8;
  const names = digests + head.read * DIGEST_BYTES;
  const told = names + head.paths;
  const rest = told + head.brief;
  const stamps = new Float64Array(new Uint8Array(body.subarray(end, digests)).buffer);
  const paths =
    head.files === 0 ? [] : body.toString(head.ascii ? 'latin1' : 'utf8', names, told).split('\0');
  if (paths.length !== head.files) throw new Error('damaged');
  const split = head.read * FIELDS;
  const hashes = lazily(() => digestsIn(body.subarray(digests, names)));
  return {
    head,
    standing: {
      read: {
        paths: paths.slice(0, head.read),
        stamps: stamps.subarray(0, split),
        sources: head.sources,
        get digests() {
          return hashes();
        },
      },
      kept: { paths: paths.slice(head.read), stamps: stamps.subarray(split) },
      brief: body.toString('utf8', told, rest),
      answer: lazily(() => body.toString('utf8', rest)),
    },
  };
}

function digestsIn(bytes: Buffer): Digest[] {
  const hex = bytes.toString('hex');
  const each = 2 * DIGEST_BYTES;
  return Array.from({ length: hex.length / each }, (_, at) =>
    digestFromHex(hex.slice(at * each, (at + 1) * each)),
  );
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
