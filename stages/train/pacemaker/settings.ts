import { type Static, Type } from '../../../base/doors/typebox.ts';

const closed = { additionalProperties: false } as const;

const orders = (minimum: number, description: string) =>
  Type.Array(Type.Integer({ minimum }), { minItems: 1, maxItems: 6, description });

const section = (name: string) =>
  Type.Optional(
    Type.Record(Type.String(), Type.Unknown(), { description: `Keys of its section \`${name}\`` }),
  );

/** What fixes the functions of the potential. */
const basis = {
  radial_basis: Type.Optional(
    Type.Union(
      [
        Type.Literal('ChebExpCos'),
        Type.Literal('ChebPow'),
        Type.Literal('ChebLinear'),
        Type.Literal('SBessel'),
      ],
      { description: 'Form of the radial functions. Default: ChebExpCos' },
    ),
  ),
  radial_parameters: Type.Optional(
    Type.Array(Type.Number(), {
      minItems: 1,
      description: 'Parameters of that form: its lambda. Default: [5.25]',
    }),
  ),
  shape: Type.Optional(
    Type.Object(
      {
        nradmax: orders(1, 'Most radial functions, for each order'),
        lmax: orders(0, 'Largest angular momentum, for each order; 0 for the first'),
      },
      {
        ...closed,
        description:
          'The functions out of which b_basis_size keeps the simplest, by correlation order: 1 neighbour, 2, 3, ... Default: { nradmax: [15, 6, 4, 3], lmax: [0, 3, 3, 2] }, up to max_order',
      },
    ),
  ),
  embedding: Type.Optional(
    Type.Object(
      {
        npot: Type.Optional(
          Type.Union(
            [Type.Literal('FinnisSinclairShiftedScaled'), Type.Literal('FinnisSinclair')],
            { description: 'Its form. Default: FinnisSinclairShiftedScaled' },
          ),
        ),
        fs_parameters: Type.Array(Type.Number(), {
          minItems: 2,
          description:
            'Weight and exponent of each density: w1, m1, w2, m2, ... [1, 1] is a linear potential',
        }),
      },
      {
        ...closed,
        description:
          'How densities become an energy. Default: { fs_parameters: [1, 1, 1, 0.5] }, two densities: the second under a square root',
      },
    ),
  ),
  repulsion: Type.Optional(
    Type.Union([Type.Literal('auto'), Type.Literal('none')], {
      description:
        'What keeps atoms apart below the shortest distance of the data. auto (default): a ZBL core, put in after the fit',
    }),
  ),
};

/** How it is fitted. */
const fit = {
  optimizer: Type.Optional(
    Type.Union([Type.Literal('BFGS'), Type.Literal('L-BFGS-B')], {
      description:
        'BFGS (default) keeps a matrix of parameters by parameters; L-BFGS-B is for many thousands of them',
    }),
  ),
  l1: Type.Optional(
    Type.Number({ minimum: 0, description: 'L1 penalty of the coefficients. Default: 1e-8' }),
  ),
  l2: Type.Optional(
    Type.Number({ minimum: 0, description: 'L2 penalty of the coefficients. Default: 1e-8' }),
  ),
  weighting: Type.Optional(
    Type.Object(
      {
        DElow: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'eV/atom' })),
        DEup: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            description: 'eV/atom; structures higher than this are left out',
          }),
        ),
        DFup: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            description: 'eV/Å; structures with a larger force are left out',
          }),
        ),
        DE: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'eV/atom' })),
        DF: Type.Optional(Type.Number({ exclusiveMinimum: 0, description: 'eV/Å' })),
        wlow: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            exclusiveMaximum: 1,
            description: 'Share of the weight that structures below DElow have together',
          }),
        ),
        energy: Type.Optional(
          Type.Union([Type.Literal('convex_hull'), Type.Literal('cohesive')], {
            description: 'What energies are counted from',
          }),
        ),
      },
      {
        ...closed,
        description:
          "pacemaker's EnergyBasedWeightingPolicy, by its own words: structures low in energy count more. Default: every structure alike",
      },
    ),
  ),
  ladder: Type.Optional(
    Type.Object(
      {
        step: Type.Union(
          [Type.Integer({ minimum: 1 }), Type.Number({ exclusiveMinimum: 0, exclusiveMaximum: 1 })],
          { description: 'Functions added at a time: a number, or a share of those there are' },
        ),
        type: Type.Optional(
          Type.Union([Type.Literal('power_order'), Type.Literal('body_order')], {
            description: 'In which order. Default: power_order',
          }),
        ),
      },
      { ...closed, description: 'Fits a small basis first and lets it grow. Default: all at once' },
    ),
  ),
  seed: Type.Optional(
    Type.Integer({ minimum: 0, maximum: 4294967295, description: 'Default: 42' }),
  ),
  initial_potential: Type.Optional(
    Type.String({
      format: 'file',
      description:
        "A B-basis file of pacemaker (.yaml) to go on from, or the input `initial_potential`: another fit's output `b_basis`",
    }),
  ),
  input: Type.Optional(
    Type.Object(
      {
        potential: section('potential'),
        data: section('data'),
        fit: section('fit'),
        backend: section('backend'),
      },
      {
        ...closed,
        description:
          "Any other key of pacemaker's input.yaml, in its section. What a setting here decides is refused",
      },
    ),
  ),
};

/** How it runs: in no key. */
const conduct = {
  python: Type.Optional(
    Type.String({
      minLength: 1,
      'x-not-in-key': true,
      description:
        'The Python that has pacemaker, by an absolute path; not in the key, its packages are. Default: $MLIP_PACEMAKER_PYTHON, else the one of `mlip-auto setup pacemaker`',
    }),
  ),
  threads: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1024,
      'x-not-in-key': true,
      description:
        'Threads of a fit; not in the key. With 1 (default) the same fit gives the same digits; more may change the last ones',
    }),
  ),
  display_step: Type.Optional(
    Type.Integer({
      minimum: 1,
      'x-not-in-key': true,
      description: 'Iterations between two tables in its log; not in the key. Default: 20',
    }),
  ),
  pass_env: Type.Optional(
    Type.Array(Type.String({ pattern: '^[A-Za-z_][A-Za-z0-9_]*$' }), {
      'x-not-in-key': true,
      description: 'Environment variables that it inherits, beside PATH and HOME; not in the key',
    }),
  ),
};

/** What `backend: pacemaker` has beside the settings that every trainer has: under `pacemaker:`. */
export const PacemakerSettingsSchema = Type.Object(
  { ...basis, ...fit, ...conduct },
  { ...closed, description: 'Settings of backend: pacemaker alone' },
);

/** As the schema accepts them. */
export type PacemakerSettings = Static<typeof PacemakerSettingsSchema>;
