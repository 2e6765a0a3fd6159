import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Database } from '../../../base/doors/sqlite.ts';
import { fail, ok } from '../../../base/result.ts';
import type { Structure } from '../../../science/structure.ts';
import { DatabaseManager, type DatabaseOptions } from '../../../stages/store/database-manager.ts';
import { copper, digestOf, labelOf } from './samples.ts';

let folder: string;
let count = 0;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mlip-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const fresh = (): string => join(folder, `${count++}.db`);

function open(path: string, options: DatabaseOptions = { lockTimeout: 0 }): DatabaseManager {
  const opened = DatabaseManager.open(path, options);
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

function row(manager: DatabaseManager, id: number) {
  const found = manager.get(id);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

describe('DatabaseManager', () => {
  it('stores a label and gives it back, bit by bit', () => {
    const path = fresh();
    const manager = open(path);
    const attributes = {
      name: 'one',
      masses: [63.5, 64],
      tags: [1, 2],
      constraints: [{ name: 'FixAtoms', kwargs: { indices: [0] } }] as never,
    };
    const label = {
      ...labelOf(-7),
      magneticMoments: Float64Array.of(1, -1),
      charges: Float64Array.of(0.5, -0.5),
    };
    expect(
      manager.saveDftResult(copper(), label, {
        attributes,
        keyValuePairs: { part: 'fit', n: 3, b: true },
      }),
    ).toEqual(ok(1));
    manager.close();

    const found = row(open(path, { readonly: true }), 1);
    expect(found.structure).toEqual(copper());
    const { level, ...values } = label;
    expect(found.results).toEqual(values);
    expect(found.keyValuePairs).toEqual({ part: 'fit', n: 3, b: true });
    expect(found.calculator).toBe('emt');
    expect([found.masses, found.tags]).toEqual([Float64Array.of(63.5, 64), Int32Array.of(1, 2)]);
    expect(found.constraints).toEqual(attributes.constraints);
    expect(found.data).toMatchObject({ item: digestOf(copper()), level, attributes });
    expect(found.uniqueId).toMatch(/^[0-9a-f]{32}$/);
  });

  it('keeps the identity of any structure', () => {
    const manager = open(fresh(), { scratch: true });
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 });
    const structures = fc.record({
      periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      far: fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 6 }),
      off: fc.double({ min: -0.4, max: 0.4, noNaN: true }),
      moments: fc.option(finite, { nil: undefined }),
      charges: fc.option(finite, { nil: undefined }),
      element: fc.integer({ min: 1, max: 118 }),
    });
    fc.assert(
      fc.property(structures, ({ periodic, far, off, moments, charges, element }) => {
        const structure: Structure = {
          numbers: new Int32Array(far.length).fill(element),
          positions: Float64Array.from(far.flatMap((place) => [place + off, off, -off])),
          cell: Float64Array.of(50, 0, 0, off, 50, 0, 0, off, 50),
          periodic,
          ...(moments !== undefined && {
            initialMagneticMoments: new Float64Array(far.length).fill(moments),
          }),
          ...(charges !== undefined && {
            initialCharges: new Float64Array(far.length).fill(charges),
          }),
        };
        const saved = manager.saveStructures([{ atoms: structure }]);
        if (!saved.ok) throw new Error(saved.error.message);
        const found = row(manager, saved.value[0] as number);
        expect(digestOf(found.structure)).toBe(digestOf(structure));
        expect(found.data.item).toBe(digestOf(structure));
        expect(found.keyValuePairs).toEqual({ labelled: false });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    [
      'a NaN force',
      copper(),
      { ...labelOf(-1), forces: new Float64Array(6).fill(Number.NaN) },
      {},
      /forces hold NaN/,
    ],
    ['an infinite energy', copper(), labelOf(Number.POSITIVE_INFINITY), {}, /energy is Infinity/],
    [
      'an infinite force',
      copper(),
      { ...labelOf(-1), forces: Float64Array.of(0, 0, 0, 0, Number.NEGATIVE_INFINITY, 0) },
      {},
      /forces hold -Infinity \(number 4\)/,
    ],
    [
      'forces of other atoms',
      copper(),
      { ...labelOf(-1), forces: new Float64Array(9) },
      {},
      /forces are 9 numbers, expected 6/,
    ],
    [
      'a stress as a matrix',
      copper(),
      { ...labelOf(-1), stress: new Float64Array(9) },
      {},
      /stress components .* are 9 numbers, expected 6/,
    ],
    [
      'moments as vectors',
      copper(),
      { ...labelOf(-1), magneticMoments: new Float64Array(6) },
      {},
      /magnetic moments are 6 numbers, expected 2/,
    ],
    [
      'a position that is no number',
      { ...copper(), positions: Float64Array.of(0, 0, 0, Number.NaN, 0, 0) },
      labelOf(-1),
      {},
      /positions hold NaN \(number 3\)/,
    ],
    [
      'a chemical symbol as a key',
      copper(),
      labelOf(-1),
      { keyValuePairs: { Cu: 1 } },
      /'Cu' is a word that ASE uses itself/,
    ],
    [
      'NaN as a searchable value',
      copper(),
      labelOf(-1),
      { keyValuePairs: { gap: Number.NaN } },
      /the value of 'gap' is NaN/,
    ],
    [
      'atoms at the same place',
      { ...copper(), positions: new Float64Array(6) },
      labelOf(-1),
      {},
      /atoms 0 and 1 are at the same place/,
    ],
    ['a key of ASE', copper(), labelOf(-1), { keyValuePairs: { energy: 1 } }, /ASE uses/],
    ['a number as text', copper(), labelOf(-1), { keyValuePairs: { family: '12' } }, /reads as/],
    [
      'NaN in the data',
      copper(),
      labelOf(-1),
      { data: { deep: [{ x: Number.NaN }] } },
      /data.deep.0.x is NaN/,
    ],
    [
      'masses of other atoms',
      copper(),
      labelOf(-1),
      { attributes: { masses: [1] } },
      /1 masses for 2 atoms/,
    ],
  ])('refuses %s, names it, and leaves nothing behind', (_, atoms, label, metadata, why) => {
    const manager = open(fresh());
    const saved = manager.saveDftResult(atoms, label, { item: digestOf(copper()), ...metadata });
    expect(saved).toMatchObject({ ok: false, error: { code: 'refused' } });
    const message = saved.ok ? '' : saved.error.message;
    expect(message).toContain(digestOf(copper()).slice(0, 19));
    expect(message).toMatch(why);
    expect(manager.count()).toEqual(ok(0));
  });

  it('refuses the same label at the same place twice', () => {
    const manager = open(fresh());
    expect(manager.saveDftResult(copper(), labelOf(-1), { place: 4 }).ok).toBe(true);
    expect(manager.saveDftResult(copper(), labelOf(-1), { place: 5 }).ok).toBe(true);
    const again = manager.saveDftResult(copper(), labelOf(-1), { place: 4 });
    expect(again).toMatchObject({ ok: false, error: { code: 'refused' } });
    expect(manager.count()).toEqual(ok(2));
  });

  it('rolls a transaction back as a whole, on failures and on throws', () => {
    const path = fresh();
    const manager = open(path);
    manager.saveDftResult(copper(), labelOf(-1));
    const failing = manager.transaction(() => {
      manager.saveDftResult(copper(0.1), labelOf(-2));
      return fail('changed my mind');
    });
    expect(failing).toEqual(fail('changed my mind'));
    const throwing = () =>
      manager.transaction(() => {
        manager.saveDftResult(copper(0.1), labelOf(-2));
        throw new Error('a bug');
      });
    expect(throwing).toThrow('a bug');
    expect(
      manager.saveStructures([
        { atoms: copper() },
        { atoms: { ...copper(), cell: new Float64Array(9) } },
      ]).ok,
    ).toBe(false);
    expect(manager.count()).toEqual(ok(1));
    expect([...manager.iterate()].map(({ id }) => id)).toEqual([1]);
    expect(existsSync(`${path}.lock`)).toBe(false);
    // The database is as usable as before.
    expect(manager.saveDftResult(copper(0.1), labelOf(-2)).ok).toBe(true);
  });

  it.each([
    ['data', Buffer.from('not a blob of ours'), /row 1: data: /],
    ['data', Buffer.alloc(3), /row 1: data: /],
    ['forces', Buffer.alloc(47), /row 1: forces: 47 bytes are no array of 8-byte items/],
    ['forces', Buffer.alloc(40), /row 1: forces: 5 numbers, expected 6/],
    ['numbers', Buffer.alloc(6), /row 1: numbers: 6 bytes are no array of 4-byte items/],
    ['key_value_pairs', '{"half":', /row 1: key_value_pairs: /],
  ])('names an alien value in the column %s, and reads the other rows', (column, value, why) => {
    const path = fresh();
    const manager = open(path);
    for (const shift of [0, 0.1]) manager.saveDftResult(copper(shift), labelOf(-1));
    manager.close();
    const db = new Database(path);
    db.prepare(`UPDATE systems SET ${column} = ? WHERE id = 1`).run(value);
    db.close();
    using found = open(path, { readonly: true });
    const [alien, sound] = [...found.iterate()].map((one) => one.row);
    expect(alien).toMatchObject({
      ok: false,
      error: { code: 'unreadable', message: expect.stringMatching(why) },
    });
    expect(sound?.ok).toBe(true);
  });

  it('streams its rows: those that come meanwhile are seen, those that go are not', () => {
    const path = fresh();
    using manager = open(path, { scratch: true });
    manager.transaction(() => {
      for (let i = 0; i < 700; i++) manager.saveDftResult(copper(), labelOf(i));
      return ok(undefined);
    });
    const seen: number[] = [];
    for (const { id } of manager.iterate()) {
      seen.push(id);
      if (id === 5) manager.delete('id>600');
      if (id === 6) manager.saveDftResult(copper(), labelOf(-1));
    }
    const first = Array.from({ length: 600 }, (_, i) => i + 1);
    expect(seen).toEqual([...first, 701]);
  });

  it('closes itself at the end of its block', () => {
    const manager = open(fresh());
    manager[Symbol.dispose]();
    expect(() => manager.count()).toThrow();
  });
});
