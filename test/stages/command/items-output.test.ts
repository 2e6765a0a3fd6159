import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { decodeSet, encodeSet } from '../../../base/item-set.ts';
import { type WritableFrame, writeExtxyz } from '../../../science/formats/extxyz-write.ts';
import {
  type Attributes,
  readStructure,
  type Structure,
  structureBytes,
} from '../../../science/structure.ts';
import { keepItems } from '../../../stages/command/items-output.ts';
import { type FakeContext, fakeContext } from '../../support/fake-context.ts';

let context: FakeContext;
beforeEach(() => {
  context = fakeContext();
});
afterEach(() => context.dispose());

/** A box with one atom at `x`. */
const atom = (x: number, number = 29): Structure => ({
  numbers: Int32Array.of(number),
  positions: Float64Array.of(x, 0, 0),
  cell: Float64Array.of(9, 0, 0, 0, 9, 0, 0, 0, 9),
  periodic: [true, true, true],
});

interface Kept {
  readonly structure: Structure;
  readonly attributes: Attributes;
}

/** What becomes of a file with these frames. */
function kept(frames: readonly WritableFrame[], around = context): Kept[] {
  const path = join(around.scratch(), 'out.extxyz');
  writeFileSync(path, writeExtxyz(frames));
  const made = keepItems(around, path);
  if (!made.ok) throw new Error(made.error);
  return decodeSet(around.read(made.value)).map(({ item, attributes }) => ({
    structure: readStructure(around.read(item)),
    attributes: JSON.parse(Buffer.from(around.read(attributes)).toString('utf8')),
  }));
}

const frames = (count: number, info = {}): WritableFrame[] =>
  Array.from({ length: count }, (_, at) => ({ structure: atom(at / 8), info }));

const familiesOf = (all: readonly Kept[]) => all.map(({ attributes }) => attributes.family);

describe('the file of structures of a command', () => {
  it('becomes a set, in order, bit by bit, with what each frame says of itself', () => {
    const [first, second] = kept([
      { structure: atom(0.1), info: { family: 'md-1', config_type: 'md', name: 'one', weight: 2 } },
      { structure: atom(1 / 3), info: { family: 7 } },
    ]);
    expect(first?.attributes).toEqual({ family: 'md-1', group: 'md', name: 'one', weight: 2 });
    expect(second).toEqual({
      structure: atom(1 / 3),
      attributes: { family: '7', name: 'out.extxyz#1' },
    });
  });

  it('without families: blocks of ten neighbours of one kind, which is said', () => {
    const families = familiesOf(kept([...frames(23), { structure: atom(0, 13), info: {} }]));
    const sizes = [...new Set(families)].map((one) => families.filter((f) => f === one).length);
    expect(sizes).toEqual([10, 10, 3, 1]);
    expect(context.notes.join('\n')).toMatch(
      /24 structures without `family`: at most 10 neighbours/,
    );
  });

  it('a block is named after its first structure: frames before another kind leave it alone', () => {
    const last = { structure: atom(5, 13), info: {} };
    const [alone] = familiesOf(kept([last]));
    expect(familiesOf(kept([...frames(4), last])).at(-1)).toBe(alone);
  });

  it('an exact repeat is dropped, wherever it is', () => {
    const all = frames(12);
    expect(kept([...all, ...all])).toHaveLength(12);
    expect(context.notes).toContainEqual('out.extxyz: 12 dropped: exact repeat');
  });

  it('a structure of an input keeps what is said of it there', () => {
    const said = { name: 'a', family: 'f', parent: 'p', group: 'rattle', tags: [1] };
    const set = encodeSet([
      {
        item: context.give(structureBytes(atom(0.7))),
        attributes: context.give(JSON.stringify(said)),
      },
    ]);
    const inputs = { structures: [context.give(set)] };
    const around = fakeContext({ inputs, objects: context.objects });
    const [known, other] = kept([{ structure: atom(0.7), info: {} }, ...frames(1)], around);
    expect(known?.attributes).toEqual({ ...said });
    expect(other?.attributes.family).not.toBe('f');
    around.dispose();
  });

  it('no structure is in two families, and what shares a family in the file shares it in the set', () => {
    const frame = fc.record({
      structure: fc.integer({ min: 0, max: 6 }).map((x) => atom(x)),
      info: fc.oneof(
        fc.constant({}),
        fc.record({ family: fc.constantFrom('a', 'b') }),
        fc.record({ config_type: fc.constantFrom('x', 'y') }),
      ),
    });
    fc.assert(
      fc.property(fc.array(frame, { minLength: 1, maxLength: 30 }), (all) => {
        const set = kept(all as WritableFrame[]);
        const places = set.map(({ structure }) => structure.positions[0]);
        expect(new Set(places).size).toBe(places.length);
        expect(familiesOf(set).every((family) => typeof family === 'string')).toBe(true);
        for (const { structure, attributes } of set) {
          const first = all.find((one) => one.structure.positions[0] === structure.positions[0]);
          const said = (first?.info as { family?: string } | undefined)?.family;
          if (said !== undefined) expect(attributes.family).toBe(said);
        }
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['nothing', ''],
    ['no structures', 'energy,forces\n1,2\n'],
    ['half a frame', '2\nProperties=species:S:1:pos:R:3\nCu 0 0 0\n'],
    ['no number', '1\nLattice="9 0 0 0 9 0 0 0 9" Properties=species:S:1:pos:R:3\nCu nan 0 0\n'],
  ])('with %s in it is refused', (_, text) => {
    const path = join(context.scratch(), 'out.extxyz');
    writeFileSync(path, text);
    expect(keepItems(context, path).ok).toBe(false);
  });
});
