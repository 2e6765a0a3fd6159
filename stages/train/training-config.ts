import { type Static, Type } from '../../base/doors/typebox.ts';
import { AceSettingsSchema } from './ace-settings.ts';
import { PacemakerSettingsSchema } from './pacemaker/settings.ts';

const closed = { additionalProperties: false } as const;

/** The settings of `train`: the `TrainingConfig` of the specification, and what ace has besides. */
export const TrainingConfigSchema = Type.Object(
  {
    backend: Type.Optional(
      Type.Union([Type.Literal('ace'), Type.Literal('pacemaker')], {
        description:
          'What fits: ace, the linear ACE trainer that comes with the program (default), or pacemaker, which `mlip-auto setup pacemaker` installs',
      }),
    ),
    cutoff: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Number({ exclusiveMinimum: 0 })], {
        description:
          'How far an atom sees, Å. auto (default): from the density of the data; the choice is printed',
      }),
    ),
    b_basis_size: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 1 })], {
        description:
          'Number of basis functions of each element. auto (default): from the amount of data, at most 400; the choice is printed',
      }),
    ),
    max_order: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Integer({ minimum: 1, maximum: 4 })], {
        description:
          'Most neighbours that one function couples: 1 to 4. auto (default): 3, or 4 where that is better on families held out of the fit; pacemaker 4',
      }),
    ),
    kappa: Type.Optional(
      Type.Number({
        minimum: 0,
        description:
          'Share of the forces in the loss, 0 to 1; or, with kappa_f, the weight of the energies. Left out, with kappa_f left out too: chosen on families held out of the fit; pacemaker 0.3',
      }),
    ),
    kappa_f: Type.Optional(
      Type.Number({
        minimum: 0,
        description:
          'Weight of the forces against kappa: the share of the forces is kappa_f / (kappa + kappa_f)',
      }),
    ),
    ridge: Type.Optional(
      Type.Union([Type.Literal('auto'), Type.Number({ exclusiveMinimum: 0 })], {
        description:
          'Strength of the regularisation against columns of unit norm. auto (default): chosen on families held out of the fit',
      }),
    ),
    e0: Type.Optional(
      Type.Union(
        [
          Type.Literal('auto'),
          Type.Literal('isolated'),
          Type.Literal('least_squares'),
          Type.Record(Type.String(), Type.Number(), { minProperties: 1 }),
        ],
        {
          description:
            'Energies of lone atoms: a mapping in eV as in { Cu: -3.1 }; isolated: from labelled lone atoms; least_squares: from the compositions; auto (default): isolated where labelled, else least_squares',
        },
      ),
    ),
    ace: Type.Optional(AceSettingsSchema),
    max_iter: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Most iterations (pacemaker; default 1000). ace solves directly: no effect there',
      }),
    ),
    batch_size: Type.Optional(
      Type.Integer({
        minimum: 1,
        description:
          'Structures of a batch (pacemaker; default 100). ace takes all at once: no effect there',
      }),
    ),
    pacemaker: Type.Optional(PacemakerSettingsSchema),
  },
  { ...closed, description: 'Settings of the train stage' },
);

/** What the user wrote. */
export type TrainingConfig = Static<typeof TrainingConfigSchema>;
