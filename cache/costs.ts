import type { Digest } from '../base/digest.ts';
import { blobOf, digestOfBlob } from './blob.ts';
import type { Index } from './index-db.ts';
import { insertMany } from './insert-many.ts';
import { readSealed, sealed } from './sealed.ts';

/** What one action took, and the numbers that it depends on. */
export interface CostRow {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  readonly features: Readonly<Record<string, number>>;
}

/** A cost, what it is a cost of, and when (Unix time in milliseconds) it was paid. */
export type NewCost = readonly [family: string, key: Digest, madeMs: number, row: CostRow];

/** What work cost, by family: work that is priced together. Nothing is forgotten when an action is. */
export interface Costs {
  /** Writes a cost down; in the transaction of the action's record. `madeMs` is Unix time. */
  add(family: string, key: Digest, madeMs: number, row: CostRow): void;
  /** {@link add} of many. */
  addMany(costs: readonly NewCost[]): void;
  /** The newest of a family, the newest first; takes about 2 µs a row, however many there are. */
  latest(family: string, count: number): CostRow[];
}

type Row = [cpu: number, wall: number, features: string, key: Buffer];

const WRITE = 'INSERT OR REPLACE INTO costs';

const rowOf = ([family, key, madeMs, row]: NewCost) => {
  const { cpuSeconds, wallSeconds, features } = row;
  const text = sealed(JSON.stringify(features), '');
  return [family, madeMs, blobOf(key), cpuSeconds, wallSeconds, text];
};

/** The costs of an opened index. */
export function openCosts(index: Index): Costs {
  return {
    add: (...cost) => insertMany(index, WRITE, 6, rowOf(cost)),
    addMany: (costs) => insertMany(index, WRITE, 6, costs.flatMap(rowOf)),
    latest(family, count) {
      const sql = `SELECT cpu, wall, features, key FROM costs WHERE family = ?
        ORDER BY made DESC, key DESC LIMIT ?`;
      return index.rows<Row>(sql, family, count).flatMap(([cpuSeconds, wallSeconds, text, key]) => {
        // A row that is damaged makes no price.
        const features = readSealed<CostRow['features']>(text, '');
        if (!features) index.damage.add({ row: 'cost', of: digestOfBlob(key) });
        return features ? [{ cpuSeconds, wallSeconds, features }] : [];
      });
    },
  };
}
