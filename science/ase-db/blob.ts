/**
 * Arrays in the columns of an ase.db file are raw little-endian bytes without a header; an absent array
 * is NULL. (Writing needs no step: a typed array is bound as its bytes.)
 */

/** A float64 column, copied out (a blob need not be aligned); undefined where it is NULL. */
export function float64Column(blob: Uint8Array | null): Float64Array | undefined {
  return blob === null ? undefined : new Float64Array(aligned(blob, 8));
}

/** An int32 column, copied out; undefined where it is NULL. */
export function int32Column(blob: Uint8Array | null): Int32Array | undefined {
  return blob === null ? undefined : new Int32Array(aligned(blob, 4));
}

/** A copy of the bytes at the start of a buffer of their own. Throws where they are no whole items. */
export function aligned(bytes: Uint8Array, itemSize: number): ArrayBuffer {
  if (bytes.length % itemSize !== 0) {
    throw new RangeError(`${bytes.length} bytes are no array of ${itemSize}-byte items`);
  }
  return Uint8Array.prototype.slice.call(bytes).buffer as ArrayBuffer;
}
