import fc from 'fast-check';
import type { Data, NdArray } from '../../../science/ase-db/data-blob.ts';
import { checkKeyValue } from '../../../science/ase-db/key-rules.ts';
import type { KeyValuePairs } from '../../../science/ase-db/row.ts';
import type { Label } from '../../../science/label.ts';
import type { Structure } from '../../../science/structure.ts';
import type { RowMetadata } from '../../../stages/store/stored-row.ts';
import { emt } from './samples.ts';

/** Something to be stored, with everything that a row can have. */
export interface RandomRow {
  readonly structure: Structure;
  readonly label: Label | undefined;
  readonly metadata: RowMetadata;
}

/** Finite, of any size, never -0 (which JSON does not tell from 0). */
const number = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
  .map((x) => x + 0);
/** Never 0: what is 0 everywhere ASE leaves out. */
const nonzero = number.filter((x) => x !== 0);
const many = (length: number, of = number): fc.Arbitrary<Float64Array> =>
  fc.array(of, { minLength: length, maxLength: length }).map((list) => Float64Array.from(list));

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const value = fc.oneof(text, fc.boolean(), number, fc.integer()) as fc.Arbitrary<
  KeyValuePairs[string]
>;
const pairs: fc.Arbitrary<KeyValuePairs> = fc
  .dictionary(fc.stringMatching(/^key_[a-z0-9_]{0,6}$/), value, { maxKeys: 4 })
  .map((found) =>
    Object.fromEntries(
      Object.entries(found).filter(([key, one]) => checkKeyValue(key, one) === undefined),
    ),
  );

const array: fc.Arbitrary<NdArray> = fc.oneof(
  fc.array(number, { maxLength: 6 }).map((list) => ({
    type: 'float64' as const,
    shape: [list.length],
    values: Float64Array.from(list),
  })),
  fc.array(fc.integer(), { minLength: 4, maxLength: 4 }).map((list) => ({
    type: 'int32' as const,
    shape: [2, 2],
    values: Int32Array.from(list),
  })),
  fc.array(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), { maxLength: 4 }).map((list) => ({
    type: 'int64' as const,
    shape: [list.length, 1],
    values: BigInt64Array.from(list),
  })),
  fc.array(fc.boolean(), { maxLength: 9 }).map((list) => ({
    type: 'bool' as const,
    shape: [list.length],
    values: Uint8Array.from(list, Number),
  })),
);
const { data } = fc.letrec<{ data: Data }>((tie) => ({
  data: fc.oneof(
    { depthSize: 'small' },
    fc.constant(null),
    fc.boolean(),
    number,
    text,
    array,
    fc.array(tie('data'), { maxLength: 3 }),
    fc.dictionary(
      text.filter((key) => !key.startsWith('__')),
      tie('data'),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
  ),
}));

/** Atoms 3 Å apart and more, in a cell that holds them, somewhat sheared. */
const structures = (atoms: number): fc.Arbitrary<Structure> =>
  fc
    .record({
      numbers: fc.array(fc.integer({ min: 1, max: 118 }), { minLength: atoms, maxLength: atoms }),
      shifts: many(
        3 * atoms,
        fc.double({ min: -0.5, max: 0.5, noNaN: true }).map((x) => x + 0),
      ),
      shear: fc.double({ min: -0.4, max: 0.4, noNaN: true }).map((x) => x + 0),
      periodic: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
      isCluster: fc.boolean(),
      moments: fc.option(many(atoms, nonzero), { nil: undefined }),
      charges: fc.option(many(atoms, nonzero), { nil: undefined }),
    })
    .map(({ numbers, shifts, shear, periodic, isCluster, moments, charges }) => ({
      numbers: Int32Array.from(numbers),
      positions: shifts.map((x, i) => x + 4 * (i % 3 === 0 ? i / 3 : 1)),
      cell: isCluster
        ? new Float64Array(9)
        : Float64Array.of(60, 0, 0, shear, 55, 0, shear, -shear, 50),
      periodic: isCluster ? ([false, false, false] as const) : periodic,
      ...(moments && { initialMagneticMoments: moments }),
      ...(charges && { initialCharges: charges }),
    }));

const labels = (atoms: number, hasCell: boolean): fc.Arbitrary<Label> =>
  fc
    .record({
      freeEnergy: number,
      energy: number,
      forces: many(3 * atoms),
      stress: hasCell ? many(6) : fc.constant(undefined),
      magneticMoments: fc.option(many(atoms), { nil: undefined }),
      charges: fc.option(many(atoms), { nil: undefined }),
    })
    .map(({ stress, magneticMoments, charges, ...rest }) => ({
      ...rest,
      ...(stress && { stress }),
      ...(magneticMoments && { magneticMoments }),
      ...(charges && { charges }),
      level: emt,
    }));

const metadata = (atoms: number): fc.Arbitrary<RowMetadata> =>
  fc
    .record({
      keyValuePairs: pairs,
      data: fc.dictionary(fc.stringMatching(/^x[a-z]{0,4}$/), data, {
        maxKeys: 3,
        noNullPrototype: true,
      }),
      masses: fc.option(
        fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), {
          minLength: atoms,
          maxLength: atoms,
        }),
        { nil: undefined },
      ),
      tags: fc.option(
        fc.array(fc.integer({ min: 1, max: 99 }), { minLength: atoms, maxLength: atoms }),
        { nil: undefined },
      ),
      fixed: fc.option(
        fc.subarray(
          Array.from({ length: atoms }, (_, i) => i),
          { minLength: 1 },
        ),
        {
          nil: undefined,
        },
      ),
      mask: fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    })
    .map(({ keyValuePairs, data: extra, masses, tags, fixed, mask }) => ({
      keyValuePairs,
      data: extra,
      attributes: {
        ...(masses && { masses }),
        ...(tags && { tags }),
        ...(fixed && {
          constraints: mask.every(Boolean)
            ? [{ name: 'FixAtoms', kwargs: { indices: fixed } }]
            : [{ name: 'FixCartesian', kwargs: { a: fixed, mask } }],
        }),
      } as unknown as RowMetadata['attributes'] & object,
    }));

/** Rows of one to six atoms; one in five has no label. */
export const randomRow: fc.Arbitrary<RandomRow> = fc
  .integer({ min: 1, max: 6 })
  .chain((atoms) => structures(atoms).map((structure) => ({ atoms, structure })))
  .chain(({ atoms, structure }) => {
    const hasCell = structure.cell.some((x) => x !== 0);
    return fc.record({
      structure: fc.constant(structure),
      label: fc.option(labels(atoms, hasCell), { nil: undefined, freq: 4 }),
      metadata: metadata(atoms),
    });
  });
