import { type Static, Type } from '../../base/doors/typebox.ts';

const closed = { additionalProperties: false } as const;

const strain = (description: string) => Type.Number({ minimum: -0.5, maximum: 1, description });

/** A crystal to build: the `SystemConfig` of the specification. */
const SystemConfigSchema = Type.Object(
  {
    elements: Type.Array(Type.String(), {
      minItems: 1,
      uniqueItems: true,
      description: 'Symbols of the elements, as in [Cu] or [Cu, Au]',
    }),
    composition: Type.Optional(
      Type.Record(Type.String(), Type.Number({ minimum: 0, maximum: 1 }), {
        description:
          'Fraction of each element, summing to 1, as in { Cu: 0.75, Au: 0.25 }. May be left out for one element. Sites are decorated at random with exact counts (not an SQS)',
      }),
    ),
    crystal_structure: Type.Union(
      [Type.Literal('fcc'), Type.Literal('bcc'), Type.Literal('hcp'), Type.Literal('diamond')],
      { description: 'The lattice: fcc, bcc, hcp or diamond' },
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

const ImportSchema = Type.Object(
  {
    file: Type.String({
      format: 'file',
      description:
        'A file of structures: extended XYZ, POSCAR or CIF (told apart by content), plain or gzipped. Labels in it are not read: the store stage imports labelled data',
    }),
  },
  { ...closed, description: 'Structures of your own to start from, instead of `system`' },
);

const DistortionSchema = Type.Object(
  {
    strain_range: Type.Optional(
      Type.Array(strain('Linear strain'), {
        minItems: 2,
        maxItems: 2,
        description:
          'First and last linear isotropic strain: [-0.05, 0.05] is about -14 % to +16 % of the volume. Default when n_strain_steps is given: [-0.05, 0.05]',
      }),
    ),
    n_strain_steps: Type.Optional(
      Type.Integer({
        minimum: 2,
        maximum: 100000,
        description:
          'Number of evenly spaced strains in strain_range, ends included; odd keeps the unstrained crystal among them. From n to 2n-1 all old ones stay. Default when strain_range is given: 7',
      }),
    ),
    strains: Type.Optional(
      Type.Array(strain('Linear strain'), {
        description: 'The linear isotropic strains one by one, instead of strain_range',
      }),
    ),
    voigt_strains: Type.Optional(
      Type.Array(strain('Strain'), {
        description:
          'Amplitudes: at each, six cells strained by one Voigt component (xx, yy, zz; yz, xz, xy as engineering shear), without rotation. Default: none',
      }),
    ),
    rattle_stdev: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 2,
        description:
          'Å; standard deviation of the normal displacement of each coordinate of a rattled structure (thermal motion of Cu at 300 K is about 0.08). One whose atoms come nearer than 0.7 of the shortest distance before is rejected. Default when n_rattle_steps is given: 0.05',
      }),
    ),
    n_rattle_steps: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: 100000,
        description:
          'Rattled copies of each strain point. Default: 0, or 3 when rattle_stdev is given',
      }),
    ),
  },
  { ...closed, description: 'How the crystal is distorted. Left out: not at all' },
);

const DefectsSchema = Type.Object(
  {
    vacancies: Type.Optional(
      Type.Boolean({
        description:
          'At each strain point one structure without an atom for each symmetry orbit of sites, not rattled. Default: false',
      }),
    ),
  },
  { ...closed, description: 'Point defects' },
);

/** `with` of the build stage. */
export const BuildSettingsSchema = Type.Object(
  {
    system: Type.Optional(SystemConfigSchema),
    import: Type.Optional(ImportSchema),
    supercell: Type.Optional(
      Type.Array(Type.Integer({ minimum: 1, maximum: 64 }), {
        minItems: 3,
        maxItems: 3,
        description:
          'How often the conventional cell is repeated along a, b, c. Default: the smallest near-cubic one with at least 32 atoms; for imported structures [1, 1, 1]',
      }),
    ),
    distortion: Type.Optional(DistortionSchema),
    defects: Type.Optional(DefectsSchema),
    number_of_structures: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'At most this many structures, taken in turn from each kind; a larger number only adds. Default: all',
      }),
    ),
    seed: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: Number.MAX_SAFE_INTEGER,
        description:
          'Of everything random: rattles, decoration, the choice under a cap. Default: 42',
      }),
    ),
  },
  {
    ...closed,
    description: 'Builds structures: a crystal or your own, strained, rattled, with vacancies',
  },
);

/** The crystal of the YAML. */
export type SystemConfig = Static<typeof SystemConfigSchema>;

/** The distortions of the YAML. */
export type DistortionConfig = Static<typeof DistortionSchema>;

/** The settings of the YAML, as the schema has accepted them. */
export type BuildSettings = Static<typeof BuildSettingsSchema>;
