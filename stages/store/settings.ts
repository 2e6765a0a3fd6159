import { type Static, Type } from '../../base/doors/typebox.ts';

const closed = { additionalProperties: false } as const;

const StressSchema = Type.Object(
  {
    key: Type.String({ minLength: 1, description: 'Key of the stress in the comment lines' }),
    sign: Type.Union([Type.Literal('tension'), Type.Literal('compression')], {
      description:
        'What a positive number means: tension (ASE) or compression (pressures: VASP, LAMMPS, and virials)',
    }),
    unit: Type.Optional(
      Type.Union(
        [Type.Literal('eV/A^3'), Type.Literal('GPa'), Type.Literal('kbar'), Type.Literal('eV')],
        {
          description: 'Unit; eV means a virial, which is divided by the volume. Default: eV/A^3',
        },
      ),
    ),
    order: Type.Optional(
      Type.Union([Type.Literal('xx yy zz yz xz xy'), Type.Literal('xx yy zz xy yz xz')], {
        description:
          'Order of six components (nine are a matrix): Voigt as ASE has it, or as VASP prints it. Default: xx yy zz yz xz xy',
      }),
    ),
  },
  {
    ...closed,
    description: 'Where the stress is; without this, stresses in the files are ignored',
  },
);

const ImportSchema = Type.Object(
  {
    train: Type.String({
      format: 'file',
      description:
        'Labelled structures in extended XYZ, plain or gzipped; energies in eV, forces in eV/Å',
    }),
    test: Type.Optional(
      Type.String({
        format: 'file',
        description:
          'More of the same, only ever used to judge; everything in train is then fitted',
      }),
    ),
    level: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Name of the level of theory of these labels, as in "PBE, VASP, 520 eV". Default: unnamed:<digest of train>',
      }),
    ),
    energy: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Key of the total, force-consistent energy. Default: found where only one fits',
      }),
    ),
    forces: Type.Optional(
      Type.String({
        minLength: 1,
        description: 'Column name of the forces. Default: found where only one fits',
      }),
    ),
    stress: Type.Optional(StressSchema),
    family: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Key whose value says which structures belong together and never come apart in the split. Default: neighbours in the file, at most 10, of the same group and composition',
      }),
    ),
    group: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Key whose value is the kind of structure. Default: config_type where it is there',
      }),
    ),
  },
  { ...closed, description: 'Labelled structures of your own' },
);

/** The settings of `store`. */
export const StoreSettingsSchema = Type.Object(
  {
    test_fraction: Type.Optional(
      Type.Number({
        minimum: 0,
        exclusiveMaximum: 1,
        description:
          'Share of the families that are never fitted, only used to judge. A family goes by the hash of its name alone, so new ones never move others. Ignored where import.test is given. Default: 0.2',
      }),
    ),
    mix: Type.Optional(
      Type.Literal('declared', {
        description: 'Allows labels of different levels of theory in one dataset',
      }),
    ),
    import: Type.Optional(ImportSchema),
  },
  { ...closed, description: 'Settings of the store stage' },
);

/** The settings as written (a file field has become a reference by then). */
export type StoreSettings = Static<typeof StoreSettingsSchema>;
