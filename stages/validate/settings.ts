import { type Static, Type } from '../../base/doors/typebox.ts';
import { PROTOTYPE_NAMES, type PrototypeName } from '../../science/compounds.ts';

/** What can be worked out of each crystal. */
export const PROPERTIES = [
  'equation_of_state',
  'elastic_constants',
  'vacancy',
  'phonons',
  'energy_drift',
] as const;

export type PropertyName = (typeof PROPERTIES)[number];

const positive = (description: string) =>
  Type.Optional(Type.Number({ exclusiveMinimum: 0, description }));

const limit = (description: string) => Type.Optional(Type.Number({ minimum: 0, description }));

const GivenSchema = Type.Object(
  {
    volume_per_atom: positive('Å^3'),
    bulk_modulus: positive('GPa'),
    elastic_constants: Type.Optional(
      Type.Record(Type.String({ pattern: '^c[1-6][1-6]$' }), Type.Number(), {
        description: 'GPa, by name in Voigt’s order: {c11: 176, c12: 125, c44: 82}',
      }),
    ),
    vacancy_formation: Type.Optional(Type.Number({ description: 'eV, the atoms at rest' })),
  },
  {
    additionalProperties: false,
    description: 'Known values of this crystal; they go before those of the `reference` calculator',
  },
);

const CrystalSchema = Type.Object(
  {
    name: Type.Optional(
      Type.String({ minLength: 1, description: 'What it is called. Default: `Cu fcc`, the file' }),
    ),
    elements: Type.Optional(
      Type.Array(Type.String(), { minItems: 1, description: 'One a sublattice, in its order' }),
    ),
    crystal_structure: Type.Optional(
      Type.Union(
        PROTOTYPE_NAMES.map((name) => Type.Literal(name)),
        { description: `One of ${PROTOTYPE_NAMES.join(', ')}` },
      ),
    ),
    lattice_constant: positive('Å, where the search for the crystal at rest starts'),
    file: Type.Optional(
      Type.String({ format: 'file', description: 'Instead: a file with one structure' }),
    ),
    reference: Type.Optional(GivenSchema),
  },
  { additionalProperties: false, description: 'A crystal, brought to rest by each model first' },
);

const ErrorLimits = Type.Object(
  {
    energy_mae_mev_per_atom: limit('meV/atom'),
    energy_rmse_mev_per_atom: limit('meV/atom'),
    forces_mae_ev_per_angstrom: limit('eV/Å'),
    forces_rmse_ev_per_angstrom: limit('eV/Å'),
  },
  { additionalProperties: false },
);

const LimitsSchema = Type.Object(
  {
    test: Type.Optional(ErrorLimits),
    train: Type.Optional(ErrorLimits),
    crystals: Type.Optional(
      Type.Object(
        {
          volume_percent: limit('Volume per atom at rest'),
          bulk_modulus_percent: limit('Of the equation of state'),
          equation_of_state_mev_per_atom: limit(
            'Root mean square over the curve, each from its minimum',
          ),
          elastic_constants_percent: limit('The worst of those above a twentieth of the largest'),
          vacancy_formation_ev: limit('The atoms at rest'),
          phonons_thz: limit('The worst mode'),
          energy_drift_mev_per_atom_per_ps: limit('In either direction; needs no reference'),
        },
        {
          additionalProperties: false,
          description: 'How far any crystal may be from its reference',
        },
      ),
    ),
    dimer_holes: Type.Optional(
      Type.Integer({
        minimum: 0,
        description: 'Distances at which two near atoms attract each other',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'What is not kept fails the node, with every number',
  },
);

/** The schema of `with`. */
export const SettingsSchema = Type.Object(
  {
    crystals: Type.Optional(
      Type.Array(CrystalSchema, {
        minItems: 1,
        description: 'Crystals whose properties are worked out, by the potential and the reference',
      }),
    ),
    properties: Type.Optional(
      Type.Array(Type.Union(PROPERTIES.map((name) => Type.Literal(name))), {
        minItems: 1,
        uniqueItems: true,
        description: `Of each crystal; a vacancy only of one element. Default: all of ${PROPERTIES.join(', ')}`,
      }),
    ),
    reference: Type.Optional(
      Type.Union([Type.Literal('emt'), Type.Literal('stillinger-weber')], {
        description: 'The model that the properties are compared with, where it made the labels',
      }),
    ),
    dimers: Type.Optional(
      Type.Boolean({
        description: 'The curve of each pair of elements to short range. Default: false',
      }),
    ),
    limits: Type.Optional(LimitsSchema),
  },
  { additionalProperties: false, description: 'What to look at beside the errors on the dataset' },
);

type Names = {
  readonly properties?: readonly PropertyName[];
  readonly crystals?: readonly CrystalConfig[];
};

export type Config = Omit<Static<typeof SettingsSchema>, keyof Names> & Names;
export type CrystalConfig = Omit<Static<typeof CrystalSchema>, 'crystal_structure'> & {
  readonly crystal_structure?: PrototypeName;
};
export type Given = Static<typeof GivenSchema>;
export type Limits = Static<typeof LimitsSchema>;
