import { CORE_TIME_PATTERN } from '../base/core-time.ts';
import { Type } from '../base/doors/typebox.ts';
import { NAME_PATTERN, ResourcesSchema, RetrySchema, TimeoutSchema } from './pipeline.ts';

const closed = { additionalProperties: false } as const;

const VARIABLE_PATTERN = '^[A-Za-z_][A-Za-z0-9_]*$';

const Variables = Type.Record(
  Type.String(),
  Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  {
    propertyNames: { pattern: VARIABLE_PATTERN },
    description:
      'Environment variables of programs. `\u0024{{ resources.cores }}` is the number of cores of the node.',
  },
);

const Conduct = Type.Object(
  {
    resources: Type.Optional(ResourcesSchema),
    timeout: Type.Optional(TimeoutSchema),
    retry: Type.Optional(RetrySchema),
  },
  { ...closed, description: 'How nodes run here. What is said here wins over the pipeline.' },
);

const Program = Type.Object(
  {
    command: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        minItems: 1,
        description:
          'What runs instead of the name, its arguments after it: [mpirun, -n, "\u0024{{ resources.cores }}", pw.x, -nk, "2"].',
      }),
    ),
    version: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'Its version, in keys where a version is: the program is not asked. It is yours to keep true.',
      }),
    ),
    env: Type.Optional(Variables),
  },
  { ...closed, description: 'How a program that a stage asks for by name is run here.' },
);

const Profile = Type.Object(
  {
    description: Type.Optional(Type.String({ description: 'What it is for, for people.' })),
    jobs: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 9999,
        description: 'How many computations and programs run at a time, where -j does not say.',
      }),
    ),
    scratch: Type.Optional(
      Type.String({
        minLength: 1,
        description:
          'The folder in which programs run, relative to this file; in .mlip if left out.',
      }),
    ),
    ask_above: Type.Optional(
      Type.String({
        pattern: CORE_TIME_PATTERN,
        description: 'an amount such as 1ch, 20cmin or 300s: `watch` asks before a dearer run',
      }),
    ),
    env: Type.Optional(Variables),
    pass_env: Type.Optional(
      Type.Array(
        Type.String({ pattern: VARIABLE_PATTERN, description: 'the name of a variable' }),
        {
          description: 'Variables that every program inherits here.',
        },
      ),
    ),
    stages: Type.Optional(
      Type.Record(Type.String(), Conduct, { description: 'By stage, as `uses` has it.' }),
    ),
    nodes: Type.Optional(
      Type.Record(Type.String(), Conduct, {
        description:
          'By the name of a node: `labels`, `labels[element=Cu]`, `metal/labels`, `*labels*`. Wins over `stages`; a later one over an earlier one.',
      }),
    ),
    programs: Type.Optional(
      Type.Record(Type.String(), Program, {
        description: 'By the name by which a stage asks for it: the first word of argv.',
      }),
    ),
  },
  { ...closed, description: 'Where things run and how big. Nothing of it is in a key.' },
);

/** The shape of `mlip.config.yaml`. */
export const ConfigSchema = Type.Object(
  {
    profiles: Type.Optional(
      Type.Record(Type.String(), Profile, {
        propertyNames: { pattern: NAME_PATTERN },
        description:
          'Site profiles by name. `default` is what is meant where none is asked for, and what the others stand on.',
      }),
    ),
  },
  closed,
);

/** The schemas of single parts, for messages about them. */
export const ProfilesSchema = ConfigSchema.properties.profiles;
