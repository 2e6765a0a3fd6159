import { Type } from '../../base/doors/typebox.ts';

const closed = { additionalProperties: false } as const;

/** A path in the command's folder; one that ends in a slash is a folder. */
const OutputPath = Type.String({
  minLength: 1,
  description:
    'Where the program puts it, in its working folder; with a `/` at its end it is a folder, kept as a .tar',
});

/** `with` of the command stage. */
export const CommandSettingsSchema = Type.Object(
  {
    argv: Type.Optional(
      Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
        minItems: 1,
        description:
          'The program and its arguments, one by one, without a shell; numbers are written as JSON writes them. Either this or `run`',
      }),
    ),
    run: Type.Optional(
      Type.String({
        minLength: 1,
        expressions: false,
        description:
          'Lines for `sh -c`. No expression may stand in it: values come as environment variables (`env`). Either this or `argv`',
      }),
    ),
    env: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]), {
        description: 'Environment variables of the program, by name',
      }),
    ),
    pass_env: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Variables that the program inherits, and no others: their names are in the key, their values are not. Default: [PATH]',
      }),
    ),
    fingerprint: Type.Optional(
      Type.Array(Type.String(), {
        minItems: 1,
        description:
          'A program and its arguments that print the version of what runs here, as [fit, --version]. What they say is in the key; it is asked before planning and after the run',
      }),
    ),
    secrets: Type.Optional(
      Type.Array(Type.String(), {
        description:
          'Variables that it inherits whose values nobody sees: masked in logs and messages, and in nothing that is kept. Only their names are in the key',
      }),
    ),
    files: Type.Optional(
      Type.Record(Type.String(), Type.String({ format: 'file' }), {
        description:
          'Files of yours, by the name that they have in the working folder: { fit.py: scripts/fit.py }',
      }),
    ),
    as: Type.Optional(
      Type.Record(Type.String(), Type.Union([Type.Literal('extxyz'), Type.Literal('folder')]), {
        description:
          'Inputs that come in another form than their own bytes: a set of structures or labels as extended XYZ, { structures: extxyz }; a folder unpacked, { data: folder }',
      }),
    ),
    outputs: Type.Record(
      Type.String(),
      Type.Union([
        OutputPath,
        Type.Object(
          {
            path: OutputPath,
            type: Type.Optional(
              Type.String({
                minLength: 1,
                'x-not-in-key': true,
                description:
                  'The type of the output, for edges. Default: file (folder of a folder)',
              }),
            ),
          },
          closed,
        ),
        Type.Object(
          {
            items: Type.String({
              minLength: 1,
              description:
                'A file of structures (extended XYZ, POSCAR or CIF) that becomes a set like that of build; `family` and `config_type` of a frame are its family and group',
            }),
          },
          closed,
        ),
      ]),
      {
        minProperties: 1,
        description:
          'What the program makes, by name: a path in its working folder, { path, type }, or { items: FILE } for a set of structures. The first is the default output',
      },
    ),
  },
  { ...closed, description: 'A program to run' },
);
