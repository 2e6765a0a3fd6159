import { type Static, Type } from '../../base/doors/typebox.ts';
import type { FileReference } from '../../engine/stage.ts';
import { PROTOTYPE_NAMES, type PrototypeName } from '../../science/compounds.ts';
import type { CrystalStructure } from '../../science/prototypes.ts';

const closed = { additionalProperties: false } as const;

/** What stands on a sublattice, as it is written: an element, or fractions by element. */
export type WrittenOccupation = string | { readonly [symbol: string]: number };

const Occupation = Type.Union([
  Type.String(),
  Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 })),
]);

/** Structures of one lattice, with measured constants, and those that name their sublattices. */
const LATTICES = ['fcc', 'bcc', 'hcp', 'diamond'] as const;
const COMPOUNDS = PROTOTYPE_NAMES.filter(
  (name): name is Exclude<PrototypeName, CrystalStructure> =>
    !(LATTICES as readonly string[]).includes(name),
);
const SYSTEM_STRUCTURES = [...LATTICES, ...COMPOUNDS];

/** Whether a structure is one lattice, all of whose sites are alike. */
export const isLattice = (name: PrototypeName): name is CrystalStructure =>
  (LATTICES as readonly string[]).includes(name);

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
        SYSTEM_STRUCTURES.map((name) => Type.Literal(name)),
        {
          description:
            'The lattice: fcc, bcc, hcp or diamond; or, with `sublattices`, a compound: sc, A15, B1, B2, B3, L1_2, L1_0, D0_3, fluorite, perovskite, wurtzite. May be left out where others use the elements: prototypes, liquids, dimers',
        },
      ),
    ),
    sublattices: Type.Optional(
      Type.Union(
        [
          Type.Array(Occupation, { minItems: 1 }),
          Type.Record(Type.String(), Occupation, { minProperties: 1 }),
        ],
        {
          description:
            'What stands on each sublattice: an element, or a mixture as { Al: 0.5, Ti: 0.5 } on one of them, which becomes a special quasirandom structure (see `sqs`). Of a crystal_structure a list in the order of its formula, [Ti, { C: 0.5, N: 0.5 }]; of a file by the element that stands there, { Al: { Al: 0.5, Ti: 0.5 } }, the others staying',
        },
      ),
    ),
    file: Type.Optional(
      Type.String({
        format: 'file',
        description:
          'A file with one crystal (as for `import`), instead of crystal_structure: used as it is, or mixed: all its sites where composition is given, those of one element by sublattices',
      }),
    ),
    lattice_constants: Type.Optional(
      Type.Object(
        {
          a: Type.Number({ exclusiveMinimum: 0, description: 'Å; of the conventional cell' }),
          c: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              description: 'Å; of hcp, wurtzite and L1_0 only, ideal if left out',
            }),
          ),
        },
        {
          ...closed,
          description:
            'Lattice constants in Å. If left out: the experimental ones of the elements, by their volume per atom in another structure, mixed by Vegard for alloys; of a compound, where neighbours touch; the choice is printed',
        },
      ),
    ),
  },
  { ...closed, description: 'The crystal to build' },
);

/** The crystal of the YAML. A file comes as the engine's reference to it. */
export type SystemConfig = Omit<
  Static<typeof SystemConfigSchema>,
  'file' | 'crystal_structure' | 'sublattices'
> & {
  readonly file?: FileReference;
  readonly crystal_structure?: PrototypeName;
  readonly sublattices?:
    | readonly WrittenOccupation[]
    | { readonly [element: string]: WrittenOccupation };
};
