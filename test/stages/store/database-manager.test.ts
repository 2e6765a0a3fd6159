import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('closes itself at the end of its block', () => {
    const manager = open(fresh());
    manager[Symbol.dispose]();
    expect(() => manager.count()).toThrow();
  });
});
