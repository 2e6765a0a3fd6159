import { type Static, Type } from '../../base/doors/typebox.ts';
import type { FileReference } from '../../engine/stage.ts';

const closed = { additionalProperties: false } as const;

/** A crystal to build: the `SystemConfig` of the specification. */
export const SystemConfigSchema = Type.Object(
  {
    elements: Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      description: 'Symbols of the elements, as in [Cu] or [Cu, Au]',
    }),
    composition: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
        description:
          'Fraction of each element, summing to 1, as in { Cu: 0.75, Au: 0.25 }. May be left out for one element. Several elements make a special quasirandom structure (see `sqs`)',
      }),
    ),
    crystal_structure: Type.Optional(
      Type.Union(
        [Type.Literal('fcc'), Type.Literal('bcc'), Type.Literal('hcp'), Type.Literal('diamond')],
        {
          description:
            'The lattice: fcc, bcc, hcp or diamond. May be left out where others use the elements: prototypes, liquids, dimers',
        },
      ),
    ),
    file: Type.Optional(
      Type.String({
        format: 'file',
        description:
          'A file with one crystal (as for `import`), instead of crystal_structure: used as it is, or with its sites decorated at random where composition is given',
      }),
    ),
    lattice_constants: Type.Optional(
      Type.Object(
        {
          a: Type.Number({ exclusiveMinimum: 0, description: 'Å; of the conventional cell' }),
          c: Type.Optional(
            Type.Number({ exclusiveMinimum: 0, description: 'Å; hcp only, ideal if left out' }),
          ),
        },
        {
          ...closed,
          description:
            'Lattice constants in Å. If left out: the experimental ones of the elements, by their volume per atom in another structure, mixed by Vegard for alloys; the choice is printed',
        },
      ),
    ),
  },
  { ...closed, description: 'The crystal to build' },
);

/** The crystal of the YAML. A file comes as the engine's reference to it. */
export type SystemConfig = Omit<Static<typeof SystemConfigSchema>, 'file'> & {
  readonly file?: FileReference;
};
