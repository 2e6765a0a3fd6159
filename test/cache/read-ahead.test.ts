import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openReadAhead } from '../../cache/read-ahead.ts';

type Row = readonly [string, number];

/** A table in order of its key, that counts how often it was asked. */
function table(rows: ReadonlyMap<string, number>) {
  const held = new Map(rows);
  let written = 0;
  let asked = 0;
  const ahead = openReadAhead<Row>(
    (key, count) => {
      asked += 1;
      const from = [...held].filter(([one]) => one >= key);
      return from.sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, count);
    },
    () => written,
  );
  return {
    ahead,
    asked: () => asked,
    set(key: string, value: number) {
      written += 1;
      held.set(key, value);
    },
    remove(key: string) {
      written += 1;
      held.delete(key);
    },
    at: (key: string) => held.get(key),
  };
}

const key = fc.integer({ min: 0, max: 30 }).map(String);

describe('rows that are read ahead', () => {
  it('are what the table holds at the time, whatever was read and written before', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('get' as const), key }),
      fc.record({ do: fc.constant('set' as const), key, value: fc.nat() }),
      fc.record({ do: fc.constant('remove' as const), key }),
    );
    const first = fc.array(fc.tuple(key, fc.nat())).map((rows) => new Map(rows));
    fc.assert(
      fc.property(first, fc.array(step, { maxLength: 60 }), (rows, steps) => {
        const one = table(rows);
        for (const now of steps) {
          if (now.do === 'set') one.set(now.key, now.value);
          else if (now.do === 'remove') one.remove(now.key);
          else expect(one.ahead.get(now.key)?.[1]).toBe(one.at(now.key));
        }
      }),
    );
  });

  it('save asking where they are asked for in order, and are few where they are not', () => {
    const rows = new Map(Array.from({ length: 5000 }, (_, n) => [`f${n + 10_000}`, n] as const));
    const inOrder = table(rows);
    for (const [path, n] of rows) expect(inOrder.ahead.get(path)?.[1]).toBe(n);
    expect(inOrder.asked()).toBeLessThan(40);
    const backwards = table(rows);
    for (const path of [...rows.keys()].reverse().slice(0, 50)) backwards.ahead.get(path);
    expect(backwards.asked()).toBe(50);
  });
});
