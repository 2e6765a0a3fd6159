import { ConfigSchema } from './config.ts';
import { ParamDeclarationSchema, PipelineSchema } from './pipeline.ts';

type Schema = { readonly [word: string]: unknown };

/** What an editor needs to know of a stage. */
export interface StageSchema {
  readonly name: string;
  readonly summary: string;
  readonly settings: Schema;
}

const EXPRESSION = { $ref: '#/$defs/expression' };

/**
 * The JSON Schema of a whole pipeline file, for editors: the shape of every pipeline, with the
 * settings of each stage where `uses` names it, and an expression wherever a value may be one.
 */
export function composePipelineSchema(stages: readonly StageSchema[]): Schema {
  const schema = plain(PipelineSchema);
  const properties = schema['properties'] as { readonly [name: string]: Schema };
  const [node] = Object.values(properties['nodes']?.['patternProperties'] ?? {}) as [Schema];
  const settings = stages.map((stage) => [stage.name, plain(stage.settings)] as const);
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A pipeline of mlip-autopipec',
    ...withTop(withNode(schema, composeNode(node, stages))),
    $defs: {
      expression: {
        type: 'string',
        pattern: '^\\s*\\$\\{\\{.*\\}\\}\\s*$',
        description: `A reference to a param: "\${{ params.NAME }}".`,
      },
      ...Object.fromEntries(settings.map(([name, value]) => [name, openTop(value)])),
    },
  };
}

/** The JSON Schema of `mlip.config.yaml`, for editors. */
export const composeConfigSchema = (): Schema => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'The site profiles of a workspace of mlip-autopipec',
  ...plain(ConfigSchema),
});

/** Typebox keeps words of its own beside the schema; only JSON is wanted. */
const plain = (schema: object): Schema => JSON.parse(JSON.stringify(schema)) as Schema;

function withNode(schema: Schema, node: Schema): Schema {
  const properties = schema['properties'] as { readonly [name: string]: Schema };
  const nodes = { ...properties['nodes'], patternProperties: { '^.*$': node } };
  return { ...schema, properties: { ...properties, nodes } };
}

/** A param may be a declaration; a file that includes others needs no nodes of its own. */
function withTop(schema: Schema): Schema {
  const properties = schema['properties'] as { readonly [name: string]: Schema };
  const params = {
    ...properties['params'],
    patternProperties: { '^.*$': { anyOf: [plain(ParamDeclarationSchema), {}] } },
  };
  return {
    ...schema,
    properties: { ...properties, params },
    required: ['version', 'name'],
    anyOf: [{ required: ['nodes'] }, { required: ['include'] }],
  };
}

function composeNode(node: Schema, stages: readonly StageSchema[]): Schema {
  const properties = node['properties'] as { readonly [name: string]: Schema };
  const words = Object.fromEntries(
    Object.entries(properties).map(([word, schema]) => [word, openedWord(word, schema)]),
  );
  return {
    ...node,
    properties: {
      ...words,
      uses: {
        description: properties['uses']?.['description'],
        anyOf: [
          ...stages.map(({ name, summary }) => ({ const: name, description: summary })),
          {
            type: 'string',
            pattern: '^\\.{0,2}/',
            description: 'A stage of your own, or a pipeline (.yaml), by its path.',
          },
          {
            type: 'string',
            // Of one plain word it cannot be told from a misspelt stage: an editor takes that for the latter.
            pattern: '^(?=.*[@/-])(@[A-Za-z0-9~-][\\w.~-]*/)?[A-Za-z0-9~-][\\w.~-]*(/[\\w.~-]+)*$',
            description: 'A stage that an installed npm package exports, or a part of it.',
          },
        ],
      },
    },
    allOf: stages.map(({ name }) => ({
      if: { properties: { uses: { const: name } }, required: ['uses'] },
      // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
      then: { properties: { with: { $ref: `#/$defs/${name}` } } },
    })),
  };
}

/** An expression may stand for the parts of these words, and for the whole of others. */
function openedWord(word: string, schema: Schema): unknown {
  if (['publish', 'retry', 'resources', 'matrix', 'inputs'].includes(word)) return openTop(schema);
  return word === 'when' ? open(schema) : schema;
}

/** A map stays a map at its top (editors complete its keys); its members may be expressions. */
function openTop(schema: Schema): Schema {
  return { ...schema, ...openParts(schema) };
}

/** Everything inside a schema that may also be an expression. */
function openParts(schema: Schema): Schema {
  const parts: Record<string, unknown> = {};
  for (const word of ['properties', 'patternProperties'] as const) {
    const members = schema[word];
    if (isSchema(members)) {
      parts[word] = Object.fromEntries(
        Object.entries(members).map(([name, member]) => [name, open(member)]),
      );
    }
  }
  for (const word of ['items', 'additionalProperties'] as const) {
    if (isSchema(schema[word])) parts[word] = open(schema[word]);
  }
  for (const word of ['anyOf', 'oneOf', 'allOf', 'prefixItems'] as const) {
    const list = schema[word];
    if (!Array.isArray(list)) continue;
    parts[word] = list.map((one) =>
      word === 'prefixItems' ? open(one) : isSchema(one) ? openTop(one) : one,
    );
  }
  return parts;
}

/** A value, or an expression for it. Plain text takes an expression as it is. */
function open(schema: unknown): unknown {
  if (!isSchema(schema) || Object.keys(schema).length === 0) return schema;
  if (schema['expressions'] === false) return schema;
  const inner = openTop(schema);
  const free = ['const', 'enum', 'pattern', 'maxLength'].every((word) => !(word in schema));
  if (schema['type'] === 'string' && free) return inner;
  const { description, default: preset, ...rest } = inner;
  const known = rest['anyOf'];
  return {
    ...(description === undefined ? {} : { description }),
    ...(preset === undefined ? {} : { default: preset }),
    ...(Array.isArray(known) && Object.keys(rest).length === 1
      ? { anyOf: [...known, EXPRESSION] }
      : { anyOf: [rest, EXPRESSION] }),
  };
}

const isSchema = (value: unknown): value is Schema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
