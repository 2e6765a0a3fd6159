import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openShelf } from '../../../stages/build/shelf.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'shelf-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const part = fc.uint8Array({ maxLength: 90 });
const things = fc.array(fc.array(part, { maxLength: 3 }), { maxLength: 60 });

it('gives back what was put, in any order, wherever it lies', () => {
  fc.assert(
    fc.property(things, fc.integer({ min: 1, max: 400 }), (all, block) => {
      rmSync(join(folder, 'shelf'), { force: true });
      using shelf = openShelf(() => folder, block);
      const places = all.map((parts) => shelf.put(parts));
      for (const at of [...places.keys()].reverse()) {
        const parts = shelf.get(places[at] as (typeof places)[number]);
        expect(parts.map((one) => [...one])).toEqual(all[at]?.map((one) => [...one]));
      }
    }),
    { numRuns: 60 },
  );
});

it('makes no file where memory suffices', () => {
  rmSync(join(folder, 'shelf'), { force: true });
  using shelf = openShelf(() => folder, 100);
  shelf.put([new Uint8Array(60), new Uint8Array(40)]);
  expect(existsSync(join(folder, 'shelf'))).toBe(false);
  shelf.put([new Uint8Array(1)]);
  expect(existsSync(join(folder, 'shelf'))).toBe(true);
});
