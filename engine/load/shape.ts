import { Type } from '../../base/doors/typebox.ts';
import { NodesSchema, PipelineSchema } from '../../schemas/pipeline.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { Stage } from '../stage.ts';
import { emptyUnknownKeys } from './empty-keys.ts';
import type { Filled } from './expressions.ts';
import { friendlier } from './friendlier.ts';
import { isMap } from './params.ts';
import { refineProblem } from './refine.ts';
import type { Problem, Report } from './report.ts';
import type { Schema } from './schema-walk.ts';
import { shapeProblems, withoutMisspelt } from './shape-problems.ts';
import { describe } from './words.ts';

/** A pipeline without its nodes, which are checked one by one. */
const TopSchema = Type.Object(
  {
    ...PipelineSchema.properties,
    nodes: Type.Record(Type.String(), Type.Unknown(), {
      ...described(PipelineSchema.properties.nodes),
    }),
  },
  { additionalProperties: false },
);

/** What the nodes as a whole must fulfil. */
function described(nodes: object): object {
  const { minProperties, propertyNames, description } = nodes as {
    readonly [word: string]: unknown;
  };
  return { minProperties, propertyNames, description };
}

/** What is checked, and what better hints look at. */
export interface Shaped {
  /** The file's own words, `nodes` as they are written. */
  readonly top: unknown;
  /** The words of each node, by id. */
  readonly nodes: ReadonlyMap<string, unknown>;
  readonly stageNames: readonly string[];
  /** A node's stage where it is known. */
  readonly stageOf: (node: string) => Stage | undefined;
}

/** Checks what every pipeline has, whatever its stages. */
export function checkShape(report: Report, filled: Filled, shaped: Shaped): void {
  const { top, nodes } = shaped;
  if (!isMap(top)) {
    noMap(report, top);
    return;
  }
  const written = Object.fromEntries(nodes);
  const document = {
    ...top,
    ...('nodes' in top && { nodes: isMap(top['nodes']) ? written : top['nodes'] }),
  };
  const surroundings = { ...shaped, document };
  const emptied = [undefined, ...nodes.keys()]
    .flatMap((node) => filled.emptied(node))
    .filter((path) => path[2] !== 'with');
  const problems = [
    ...shapeProblems(validatorOf(TopSchema)(top), []),
    ...shapeProblems(validatorOf(NodesSchema)(written), ['nodes']),
    ...emptyUnknownKeys(PipelineSchema as unknown as Schema, [], emptied),
  ];
  for (const problem of withoutMisspelt(problems.map((one) => friendlier(one, surroundings)))) {
    add(report, filled, problem);
  }
}

function add(report: Report, filled: Filled, problem: Problem): void {
  const refined = refineProblem(problem, filled);
  if (refined) report.add(refined);
}

function noMap(report: Report, value: unknown): void {
  report.add({
    code: 'E0201',
    path: [],
    at: 'value',
    message: `a pipeline is a map with \`version\`, \`name\` and \`nodes\`; this file is ${describe(value)}`,
    hint: Array.isArray(value)
      ? 'take the `- ` away and give each node its name under `nodes:`'
      : 'begin with `version: 1`',
  });
}

const validators = new Map<object, Validate>();

function validatorOf(schema: object): Validate {
  let validate = validators.get(schema);
  if (!validate) {
    const compiled = compileSchema(schema);
    if (!compiled.ok) throw new Error(`internal error: the pipeline schema: ${compiled.error}`);
    validate = compiled.value;
    validators.set(schema, validate);
  }
  return validate;
}
