import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../../base/digest.ts';
import { type ExtxyzFrame, parseExtxyz } from '../../../science/formats/extxyz.ts';
import { readComment, writeInfo } from '../../../science/formats/extxyz-comment.ts';
import { writeExtxyz } from '../../../science/formats/extxyz-write.ts';
import { structureBytes } from '../../../science/structure.ts';
import { hasSharedData, sharedDataText } from '../../support/shared-data.ts';
import { anyStructure } from './arbitraries.ts';

const frames = (text: string): ExtxyzFrame[] => {
  const result = parseExtxyz(text);
  if (!result.ok) throw new Error(`line ${result.error.line}: ${result.error.message}`);
  return result.value;
};

const problem = (text: string): string => {
  const result = parseExtxyz(text);
  return result.ok ? 'no problem' : `${result.error.line}: ${result.error.message}`;
};

/** Written by ASE 3.29.0 (two atoms, a calculator's results, every kind of info value). */
const BY_ASE = String.raw`2
Lattice="0.0 3.6 3.6 1.8 0.0 1.8 1.8 1.8 0.0" Properties=species:S:1:pos:R:3:initial_magmoms:R:1:initial_charges:R:1:flag:L:1:tag2:I:2:label:S:1:forces:R:3 config_type="eos 1" name="x\"y" n=3 one="_JSON [1.0]" m="_JSON [[1.0, 2.0], [3.0, 4.5]]" ok=T words="_JSON [\"a\", \"b c\"]" s=12 w=0.25 plain=abc empty= energy=-1.5 stress="0.0 0.5 0.4 0.5 0.1 0.3 0.4 0.3 0.2" pbc="T T F"
Cu       0.00000000       0.00000000       0.00000000       1.50000000       0.50000000  T        1        2 a1       0.10000000       0.00000000       0.00000000
Au       0.10000000       1.60000000       2.13333333      -0.25000000      -0.50000000  F        3        4 b2      -0.10000000       0.00000000       0.00000000
`;

describe('reading what ASE writes', () => {
  const [frame] = frames(BY_ASE) as [ExtxyzFrame];

  it('takes what a structure is made of', () => {
    expect(frame.structure).toEqual({
      numbers: Int32Array.of(29, 79),
      positions: Float64Array.of(0, 0, 0, 0.1, 1.6, 2.13333333),
      cell: Float64Array.of(0, 3.6, 3.6, 1.8, 0, 1.8, 1.8, 1.8, 0),
      periodic: [true, true, false],
      initialMagneticMoments: Float64Array.of(1.5, -0.25),
      initialCharges: Float64Array.of(0.5, -0.5),
    });
  });

  it('keeps the rest under its own name', () => {
    expect(frame.info).toEqual({
      config_type: 'eos 1',
      name: 'x"y',
      n: 3,
      one: [1],
      m: [1, 2, 3, 4.5],
      ok: true,
      words: ['a', 'b c'],
      s: 12,
      w: 0.25,
      plain: 'abc',
      empty: '',
      energy: -1.5,
      stress: [0, 0.5, 0.4, 0.5, 0.1, 0.3, 0.4, 0.3, 0.2],
    });
    expect(frame.arrays).toEqual({
      flag: { type: 'L', columns: 1, values: [true, false] },
      tag2: { type: 'I', columns: 2, values: Int32Array.of(1, 2, 3, 4) },
      label: { type: 'S', columns: 1, values: ['a1', 'b2'] },
      forces: { type: 'R', columns: 3, values: Float64Array.of(0.1, 0, 0, -0.1, 0, 0) },
    });
  });
});

describe('reading other writers', () => {
  it('reads plain xyz, CRLF, blank lines and several frames', () => {
    const text =
      '1\r\na comment, 300 K\r\nH 0 0 0 9\r\n\r\n2\r\n\r\n8 0 0 1\r\no 1.D0 .5 -0.0\r\n\r\n\r\n';
    const [first, second] = frames(text) as [ExtxyzFrame, ExtxyzFrame];
    expect(first.info).toEqual({ comment: 'a comment, 300 K' });
    expect(first.structure.periodic).toEqual([false, false, false]);
    expect(second.structure.numbers).toEqual(Int32Array.of(8, 8));
    expect(second.structure.positions).toEqual(Float64Array.of(0, 0, 1, 1, 0.5, 0));
    expect(second.line).toBe(5);
  });

  it('is periodic where there is a lattice, unless pbc says otherwise', () => {
    const one = (extra: string) =>
      frames(`1\nLattice="3 0 0 0 3 0 0 0 3" ${extra}\nH 0 0 0`)[0]?.structure.periodic;
    expect(one('')).toEqual([true, true, true]);
    expect(one('pbc="T F T"')).toEqual([true, false, true]);
    expect(one('pbc=[1, 0, 0]')).toEqual([true, false, false]);
    expect(one('pbc=F')).toEqual([false, false, false]);
  });

  it('takes atomic numbers where there are no symbols', () => {
    const [frame] = frames('1\nProperties=Z:I:1:pos:R:3\n29 0 0 0') as [ExtxyzFrame];
    expect(frame.structure.numbers).toEqual(Int32Array.of(29));
    expect(frame.arrays).toEqual({});
  });

  it.each([
    ['a=1 b', { a: 1, b: true }],
    ['a = 1 b= c=2', { a: 1, b: '', c: 2 }],
    [
      "a='x y' b={1 2 3} c=[1] d=[[1,2],[3,4]]",
      { a: 'x y', b: [1, 2, 3], c: [1], d: [1, 2, 3, 4] },
    ],
    ['a="T F" b=true c="1.5d-3 2"', { a: [true, false], b: true, c: [0.0015, 2] }],
    ['k={a "b"} u=https://x.y/z?q=1', { k: ['a', 'b'], u: 'https://x.y/z?q=1' }],
    ['v=nan w=-inf x=1e400', { v: Number.NaN, w: -Infinity, x: Infinity }],
  ])('reads %s', (text, expected) => {
    expect(Object.fromEntries(readComment(text, 2))).toEqual(expected);
  });
});

describe('what is wrong is said with its line', () => {
  it.each([
    ['', '0: the file has no frame'],
    ['x\n', '1: expected the number of atoms of a frame, found "x"'],
    ['2\n\nH 0 0 0\n', '4: expected atom 2 of 2, found the end of the frame'],
    ['1\n\nH 0 0\n', '3: expected 4 columns, found 3'],
    ['1\n\nH 0 0 0x1\n', '3: pos: expected a number, found "0x1"'],
    ['1\n\nH 0 0 nan\n', '3: pos is not a finite number'],
    ['1\n\nQq 0 0 0\n', '3: "Qq" is no element'],
    ['1\nProperties=species:S:1:pos:R:3:forces:R:3\nH 0 0 0\n', '3: expected 7 columns, found 4'],
    [
      '1\nProperties=species:S:1:pos:R\nH 0 0 0\n',
      '2: Properties has "pos:R" where name:type:columns was expected',
    ],
    ['1\nProperties=species:S:1\nH\n', '2: Properties has no pos:R:3'],
    ['1\nLattice="1 2 3"\nH 0 0 0\n', '2: Lattice: expected nine numbers'],
    ['1\na="b\nH 0 0 0\n', '2: the quote that opens at column 3 is never closed'],
    ['1\nenergy=1 energy=2\nH 0 0 0\n', '2: energy is given twice, with different values'],
    ['1\npbc="T T"\nH 0 0 0\n', '2: pbc: expected three of T or F, as in pbc="T T F"'],
    ['1\n\nH 0 0 0\nH 1 1 1\n', '4: expected the number of atoms of a frame, found "H 1 1 1"'],
  ])('%j', (text, expected) => {
    expect(problem(text)).toBe(expected);
  });
});

describe('writing', () => {
  it('keeps the digest of any structure', () => {
    fc.assert(
      fc.property(fc.array(anyStructure, { minLength: 1, maxLength: 3 }), (structures) => {
        const back = frames(writeExtxyz(structures.map((structure) => ({ structure }))));
        const digest = (s: (typeof structures)[number]) => digestBytes(structureBytes(s));
        expect(back.map((frame) => digest(frame.structure))).toEqual(structures.map(digest));
      }),
    );
  });

  it('keeps any info value', () => {
    const scalar = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.double({ noNaN: true }).map((x) => (x === 0 ? 0 : x)),
      fc.boolean(),
      fc.constantFrom('12', 'T', 'a=b', '_JSON 1', '"', '\\', '', 'nan', '[1]', 'two\nlines'),
    );
    const value = fc.oneof(
      scalar,
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }).map((x) => (x === 0 ? 0 : x))),
      fc.array(fc.string()),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), value, (key, given) => {
        fc.pre(!key.includes('\n') && !key.includes('\r'));
        const text = `${writeInfo(key, given)} end=1`;
        expect([...readComment(text, 2)]).toEqual(
          key === 'end'
            ? expect.anything()
            : [
                [key, given],
                ['end', 1],
              ],
        );
      }),
    );
  });

  it('writes frames that were read as they were', () => {
    const once = frames(BY_ASE);
    expect(frames(writeExtxyz(once))).toEqual(once);
  });
});

describe.skipIf(!hasSharedData)('real data sets (shared data)', () => {
  it.each([
    ['Si.train.extxyz.gz', 214, 14],
    ['Si.test.extxyz.gz', 25, 14],
    ['Ta.extxyz.gz', 363, 73],
  ])('%s has %i frames', (name, count, element) => {
    const read = frames(sharedDataText(name));
    expect(read.length).toBe(count);
    for (const { structure, info, arrays } of read) {
      expect(structure.numbers.every((number) => number === element)).toBe(true);
      expect(structure.periodic).toEqual([true, true, true]);
      expect(typeof info.energy).toBe('number');
      expect(typeof info.config_type).toBe('string');
      expect(arrays.forces?.values.length).toBe(structure.positions.length);
    }
    expect(frames(writeExtxyz(read)).map((f) => f.structure)).toEqual(read.map((f) => f.structure));
  });
});
