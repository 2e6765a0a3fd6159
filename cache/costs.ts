import type { Digest } from '../base/digest.ts';
import { blobOf, digestOfBlob } from './blob.ts';
import type { Bindable, Index } from './index-db.ts';
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

/** The columns of a cost; `textOf` the sealed text of its features. */
const rowOf = ([family, key, madeMs, row]: NewCost, textOf: TextOf) => {
  const { cpuSeconds, wallSeconds, features } = row;
  return [family, madeMs, blobOf(key), cpuSeconds, wallSeconds, textOf(features)];
};

type TextOf = (features: CostRow['features']) => string;

const featuresText: TextOf = (features) => sealed(JSON.stringify(features), '');

/** {@link featuresText} of many, of which most are as the one before: items of a set are alike. */
function alikeText(): TextOf {
  let last = '';
  let text = '';
  return (features) => {
    const json = JSON.stringify(features);
    if (json !== last) text = sealed(json, '');
    last = json;
    return text;
  };
}

/** The costs of an opened index. */
export function openCosts(index: Index): Costs {
  return {
    add: (...cost) => insertMany(index, WRITE, 6, rowOf(cost, featuresText)),
    addMany(costs) {
      const textOf = alikeText();
      const rows: Bindable[] = [];
      for (const cost of costs) rows.push(...rowOf(cost, textOf));
      insertMany(index, WRITE, 6, rows);
    },
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
