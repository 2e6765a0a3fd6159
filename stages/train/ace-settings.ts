import { type Static, Type } from '../../base/doors/typebox.ts';

const closed = { additionalProperties: false } as const;

/** What only the ace back end has. */
export const AceSettingsSchema = Type.Object(
  {
    radial_basis: Type.Optional(
      Type.Union([Type.Literal('SBessel'), Type.Literal('ChebExpCos'), Type.Literal('ChebPow')], {
        description:
          'Form of the radial functions. SBessel (default) conditions the fit best by far',
      }),
    ),
    radial_parameter: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        description:
          'The lambda of that form. Default: 5.25 of ChebExpCos, 2 of ChebPow; SBessel has none',
      }),
    ),
    repulsion: Type.Optional(
      Type.Union(
        [
          Type.Literal('auto'),
          Type.Literal('none'),
          Type.Object(
            {
              core: Type.Union([Type.Literal('distance'), Type.Literal('density')], {
                description:
                  'distance: the radial functions fade out from r_in on inwards, and so does the core outwards; density: both are there',
              }),
              prefactor: Type.Number({ exclusiveMinimum: 0, description: 'eV Å' }),
              exponent: Type.Number({ exclusiveMinimum: 0, description: '1/Å^2' }),
              r_in: Type.Optional(
                Type.Number({ exclusiveMinimum: 0, description: 'Å; of a core by distance' }),
              ),
              delta_in: Type.Optional(
                Type.Number({ exclusiveMinimum: 0, description: 'Å; of a core by distance' }),
              ),
            },
            {
              ...closed,
              description:
                'A core prefactor exp(-exponent r^2) / r that the functions are fitted on top of',
            },
          ),
        ],
        {
          description:
            'What keeps atoms apart below the shortest distance of the data. auto (default): the ZBL repulsion from there on inwards; none: nothing; or a hard core that is there while the rest is fitted',
        },
      ),
    ),
    weights: Type.Optional(
      Type.Object(
        {
          groups: Type.Optional(
            Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
              minProperties: 1,
              description:
                'Factors by group (config_type), beside what the structures weigh themselves. One not named: 1',
            }),
          ),
          energy_scale: Type.Optional(
            Type.Number({
              exclusiveMinimum: 0,
              description:
                'eV/atom: a structure d above the convex hull of the data weighs (s / (s + d))^2, in steps of a factor 1.4 of d. Left out: all alike',
            }),
          ),
        },
        { ...closed, description: 'How structures count in the loss' },
      ),
    ),
  },
  { ...closed, description: 'Settings of backend ace alone' },
);

/** What the user wrote. */
export type AceSettings = Static<typeof AceSettingsSchema>;
