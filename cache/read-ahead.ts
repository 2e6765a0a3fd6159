/** Rows of a table whose key is a text, looked up one by one. */
export interface ReadAhead<Row> {
  get(key: string): Row | undefined;
}

/** A row begins with its key. */
type Keyed = readonly [key: string, ...columns: unknown[]];

const MOST = 256;

/**
 * Reads the rows that follow along with the one that is asked for, more of them as long as they are asked for next:
 * pipelines name their files nearly in order, and a statement costs far more than a row. `read` gives at most `count`
 * rows from `key` on, in order; what was read ahead counts no more once this connection has written (`written`).
 */
export function openReadAhead<Row extends Keyed>(
  read: (key: string, count: number) => readonly Row[],
  written: () => number,
): ReadAhead<Row> {
  let rows = new Map<string, Row>();
  let at = written();
  let asked = 0;
  let count = 1;
  return {
    get(key) {
      const near = at === written() ? rows.get(key) : undefined;
      if (near) {
        asked += 1;
        return near;
      }
      count = 2 * asked >= rows.size ? Math.min(2 * count, MOST) : 1;
      at = written();
      rows = new Map(read(key, count).map((row) => [row[0], row]));
      const found = rows.get(key);
      asked = found ? 1 : 0;
      return found;
    },
  };
}
