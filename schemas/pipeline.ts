import { Type } from '../base/doors/typebox.ts';
import { DURATION_PATTERN } from '../base/duration.ts';

/** A word that can name a node or a param. */
export const NAME_PATTERN = '^[A-Za-z_][A-Za-z0-9_-]*$';

const Params = Type.Record(Type.String(), Type.Unknown(), {
  description: 'The knobs of the pipeline; `--set name=value` overrides one. Empty means: not set.',
  propertyNames: { pattern: NAME_PATTERN },
});

/** The kinds of value that a param can be declared to have. */
export const PARAM_TYPES = ['number', 'integer', 'string', 'boolean', 'list', 'map'] as const;

/** A param written as a declaration, instead of as a value. */
export const ParamDeclarationSchema = Type.Object(
  {
    type: Type.Union(
      PARAM_TYPES.map((type) => Type.Literal(type)),
      { description: 'What its values are: number, integer, string, boolean, list or map.' },
    ),
    default: Type.Optional(Type.Unknown({ description: 'Its value where none is given.' })),
    min: Type.Optional(Type.Number({ description: 'The least number.' })),
    max: Type.Optional(Type.Number({ description: 'The greatest number.' })),
    values: Type.Optional(
      Type.Array(Type.Unknown(), { description: 'The values that it may have.' }),
    ),
    description: Type.Optional(Type.String({ description: 'What it is, for people.' })),
  },
  { additionalProperties: false, description: 'A param with a type, instead of its value.' },
);

const Source = Type.String({
  description: 'A node (its default output), or `node.output`.',
  minLength: 1,
});

const Inputs = Type.Record(Type.String(), Type.Union([Source, Type.Array(Source)]), {
  description: 'Input name to where it comes from: a source, or a list of them in order.',
});

const Needs = Type.Union([Type.String(), Type.Array(Type.String())], {
  description: 'Nodes that must be done before, though nothing of theirs is read.',
});

const Publish = Type.Record(Type.String(), Type.String({ minLength: 1 }), {
  description: 'Output name to a path in the workspace, where a copy of it is put.',
});

/** `retry`: how often what the machine spoilt is tried. */
export const RetrySchema = Type.Object(
  {
    attempts: Type.Integer({
      minimum: 1,
      maximum: 100,
      description: 'How often to try, when what fails is the machine and not the physics.',
    }),
    grow: Type.Optional(
      Type.Number({
        minimum: 1,
        maximum: 100,
        description: 'What the timeout of each further attempt is multiplied by; 1 if left out.',
      }),
    ),
  },
  { additionalProperties: false },
);

/** `resources`: how big it runs. */
export const ResourcesSchema = Type.Object(
  {
    cores: Type.Optional(Type.Integer({ minimum: 1, description: 'Cores for one job.' })),
    memory: Type.Optional(
      Type.String({
        pattern: '^[0-9]+(\\.[0-9]+)? ?[kMGT]i?B$',
        description: 'a number and a unit: 500MB, 8GB, 1.5TB',
      }),
    ),
    time: Type.Optional(
      Type.String({
        pattern: DURATION_PATTERN,
        description: 'numbers with d, h, m or s: 30m, 2h, 1h30m, 2d',
      }),
    ),
  },
  {
    additionalProperties: false,
    description: 'How big it runs. Never part of what identifies a result.',
  },
);

/** `timeout` of one attempt. */
export const TimeoutSchema = Type.String({
  pattern: DURATION_PATTERN,
  description:
    'How long one attempt may take (a batch of items, or the whole of a stage without items), as 30m or 1h30m.',
});

const AllowMissing = Type.Union(
  [
    Type.Integer({ minimum: 0 }),
    Type.String({ pattern: '^[0-9]+(\\.[0-9]+)? ?%$', description: 'a share, such as 2%' }),
  ],
  {
    description:
      'How many items of the set may be without a value, as a number or a share (2%); 0 if left out.',
  },
);

const MatrixList = Type.Union(
  [
    Type.Array(Type.Unknown(), { minItems: 1 }),
    Type.Object(
      {
        range: Type.Array(Type.Number(), {
          minItems: 3,
          maxItems: 3,
          description: 'First, last and how many: [4, 6, 5] is 4, 4.5, 5, 5.5, 6.',
        }),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'The values: a list, or { range: [first, last, count] }.' },
);

const MatrixRow = Type.Record(Type.String(), Type.Unknown());

/** `matrix` of a node: one node for each combination of values. */
export const MatrixSchema = Type.Object(
  {
    zip: Type.Optional(
      Type.Boolean({
        description:
          'true: the first values together, the second, and so on; else every combination.',
      }),
    ),
    include: Type.Optional(
      Type.Array(MatrixRow, {
        description: 'More combinations, each with a value for every name.',
      }),
    ),
    exclude: Type.Optional(
      Type.Array(MatrixRow, {
        description: 'Combinations to leave out: those that have all of the values given.',
      }),
    ),
  },
  {
    additionalProperties: MatrixList,
    propertyNames: { pattern: NAME_PATTERN },
    minProperties: 1,
    description:
      'One node for each combination of these values; each is `\u0024{{ matrix.NAME }}` in the words of the node.',
  },
);

const When = Type.Boolean({
  description: 'false: the node is left out, as if it were not there.',
});

const Node = Type.Object(
  {
    uses: Type.String({
      minLength: 1,
      description:
        'The stage: its word, the path of a stage of your own (./my-stage.js), an npm package that exports one, or the path of a pipeline (./part.yaml).',
    }),
    with: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), { description: 'The settings of the stage.' }),
    ),
    inputs: Type.Optional(Inputs),
    needs: Type.Optional(Needs),
    matrix: Type.Optional(MatrixSchema),
    when: Type.Optional(When),
    publish: Type.Optional(Publish),
    retry: Type.Optional(RetrySchema),
    resources: Type.Optional(ResourcesSchema),
    timeout: Type.Optional(TimeoutSchema),
    allow_missing: Type.Optional(AllowMissing),
  },
  { additionalProperties: false },
);

const Include = Type.Union(
  [Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }))],
  {
    description:
      'Other files whose params and nodes belong to this pipeline; paths are relative to this file.',
  },
);

const PipelineOutputs = Type.Record(Type.String(), Source, {
  propertyNames: { pattern: NAME_PATTERN },
  description:
    'What the pipeline gives where it is a node of another (`uses: ./this.yaml`), by name; the first is the default.',
});

/**
 * The shape of a pipeline file: what every pipeline has, whatever its stages. Expressions are put
 * in before it is checked; empty values count as absent.
 */
export const PipelineSchema = Type.Object(
  {
    version: Type.Literal(1, { description: 'The version of this format: 1.' }),
    name: Type.String({ minLength: 1, description: 'What the pipeline is called in messages.' }),
    params: Type.Optional(Params),
    include: Type.Optional(Include),
    outputs: Type.Optional(PipelineOutputs),
    nodes: Type.Record(Type.String(), Node, {
      minProperties: 1,
      propertyNames: { pattern: NAME_PATTERN },
      description: 'The work, by name. Edges are in `inputs`; the order here is free.',
    }),
  },
  { additionalProperties: false },
);

/** The nodes of a pipeline, whatever they are called: those of a matrix have longer names. */
export const NodesSchema = Type.Record(Type.String(), Node);

/** The words of a node. */
export const nodeWords: readonly string[] = Object.keys(Node.properties);
