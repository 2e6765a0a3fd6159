import type { Digest } from './digest.ts';

/** Digests in the order of their coming, each once. */
export interface DigestSet extends Iterable<Digest> {
  /** Whether it is a new one. */
  add(digest: Digest): boolean;
  has(digest: Digest): boolean;
  readonly size: number;
}

const PREFIX = 'sha256:';
const BYTES = 32;

/** Slots of the table a digest, at least. */
const ROOM = 2;

/**
 * An empty set that takes some fifty bytes a digest, where a Set of texts takes more than a hundred: for
 * what must be remembered of every structure of a large set.
 */
export function openDigestSet(): DigestSet {
  const scratch = Buffer.alloc(BYTES);
  let list = Buffer.alloc(64 * BYTES);
  let size = 0;
  /** By the digests' first bytes: 1 + place in the list, or 0; the next free slot where one is taken. */
  let slots = new Uint32Array(64 * ROOM);

  const slotOf = (bytes: Buffer, at: number): number => {
    let slot = bytes.readUInt32LE(at) & (slots.length - 1);
    for (;;) {
      const place = slots[slot]!;
      if (place === 0) return slot;
      const begin = (place - 1) * BYTES;
      if (bytes.compare(list, begin, begin + BYTES, at, at + BYTES) === 0) return slot;
      slot = (slot + 1) & (slots.length - 1);
    }
  };
  const grow = (): void => {
    list = Buffer.concat([list], 2 * list.length);
    slots = new Uint32Array((list.length / BYTES) * ROOM);
    for (let place = 0; place < size; place++) slots[slotOf(list, place * BYTES)] = place + 1;
  };
  const find = (digest: Digest): number => {
    scratch.write(digest.slice(PREFIX.length), 'hex');
    return slotOf(scratch, 0);
  };
  return {
    add(digest) {
      if (slots[find(digest)] !== 0) return false;
      if ((size + 1) * BYTES > list.length) grow();
      const slot = find(digest);
      scratch.copy(list, size * BYTES);
      size += 1;
      slots[slot] = size;
      return true;
    },
    has: (digest) => slots[find(digest)] !== 0,
    get size() {
      return size;
    },
    *[Symbol.iterator]() {
      for (let place = 0; place < size; place++) yield digestIn(list, place);
    },
  };
}

/** A list of digests, repeats and all, 32 bytes each. */
export interface DigestList extends Iterable<Digest> {
  push(digest: Digest): void;
  readonly length: number;
}

/** An empty list. */
export function openDigestList(): DigestList {
  let list = Buffer.alloc(64 * BYTES);
  let length = 0;
  return {
    push(digest) {
      if ((length + 1) * BYTES > list.length) list = Buffer.concat([list], 2 * list.length);
      list.write(digest.slice(PREFIX.length), length * BYTES, BYTES, 'hex');
      length += 1;
    },
    get length() {
      return length;
    },
    *[Symbol.iterator]() {
      for (let place = 0; place < length; place++) yield digestIn(list, place);
    },
  };
}

const digestIn = (list: Buffer, place: number): Digest =>
  `${PREFIX}${list.toString('hex', place * BYTES, (place + 1) * BYTES)}` as Digest;
