import * as fc from 'fast-check';
import { Type as Real } from 'typebox';
import { expect, test } from 'vitest';
import { Type as Ours } from '../../base/doors/typebox.ts';

type Schema = object;
/** A schema to be, as both make it. */
type Made = (type: typeof Ours) => Schema;

const options = fc.record(
  {
    description: fc.string(),
    default: fc.constantFrom(1, 'a', true),
    additionalProperties: fc.boolean(),
  },
  { requiredKeys: [] },
);
const make = (use: (type: typeof Ours, options: { readonly [word: string]: unknown }) => Schema) =>
  options.map(
    (some): Made =>
      (type) =>
        use(type, some),
  );

const { schema } = fc.letrec<{ schema: Made }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 4 },
    make((type, some) => type.String(some)),
    make((type, some) => type.Number({ ...some, minimum: 0 })),
    make((type, some) => type.Integer(some)),
    make((type, some) => type.Boolean(some)),
    make((type, some) => type.Unknown(some)),
    fc.constantFrom<Made>(
      ...['a', 2, false].map(
        (value): Made =>
          (type) =>
            type.Literal(value as never),
      ),
    ),
    fc.tuple(tie('schema'), options).map(
      ([of, some]): Made =>
        (type) =>
          type.Array(of(type) as never, some),
    ),
    fc.tuple(tie('schema'), options).map(
      ([of, some]): Made =>
        (type) =>
          type.Record(type.String(), of(type) as never, some),
    ),
    fc.tuple(fc.array(tie('schema'), { minLength: 1, maxLength: 3 }), options).map(
      ([all, some]): Made =>
        (type) =>
          type.Union(all.map((of) => of(type)) as never, some),
    ),
    fc
      .tuple(
        fc.array(fc.tuple(tie('schema'), fc.boolean()), { maxLength: 4 }),
        options,
        fc.boolean(),
      )
      .map(
        ([members, some, partly]): Made =>
          (type) => {
            const entries = members.map(([of, isOptional], at) => {
              const one = of(type) as never;
              return [`m${at}`, isOptional ? type.Optional(one) : one];
            });
            const whole = type.Object(Object.fromEntries(entries), some);
            return partly ? type.Partial(whole, some) : whole;
          },
      ),
  ),
}));

test('schemas are, to the letter, those of typebox', () => {
  fc.assert(
    fc.property(schema, (made) => {
      expect(JSON.stringify(made(Ours))).toBe(JSON.stringify(made(Real as unknown as typeof Ours)));
    }),
  );
});
