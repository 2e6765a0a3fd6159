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

const { nodes: NodesWord, ...OwnWords } = PipelineSchema.properties;

const WrittenNodes = Type.Record(Type.String(), Type.Unknown(), partsOf(NodesWord));

/** What the nodes of a file must fulfil as a whole. */
function partsOf(nodes: object): { readonly [word: string]: unknown } {
  const { minProperties, propertyNames, description } = nodes as {
    readonly [word: string]: unknown;
  };
  return { minProperties, propertyNames, description };
}

const closed = { additionalProperties: false } as const;
const optionalNodes = { ...OwnWords, nodes: Type.Optional(WrittenNodes) };
const topSchemas = {
  pipeline: Type.Object({ ...OwnWords, nodes: WrittenNodes }, closed),
  including: Type.Object(optionalNodes, closed),
  included: Type.Partial(Type.Object(optionalNodes), closed),
};

/** What better hints look at. */
export interface Known {
  readonly stageNames: readonly string[];
  /** A node's stage where it is known. */
  readonly stageOf: (node: string) => Stage | undefined;
}

/** Checks the words of a file, its nodes apart. `top` has them as they are written. */
export function checkTop(
  report: Report,
  filled: Filled,
  top: unknown,
  kind: 'pipeline' | 'included',
  known: Known,
): void {
  if (!isMap(top)) {
    noMap(report, top);
    return;
  }
  const form = kind === 'pipeline' && 'include' in top ? 'including' : kind;
  const problems = [
    ...shapeProblems(validatorOf(topSchemas[form])(top), []),
    ...emptyUnknownKeys(PipelineSchema as unknown as Schema, [], filled.emptied()),
  ];
  tell(report, filled, problems, { ...known, document: top });
}

/** Checks the words of every node, whatever its stage. */
export function checkNodes(
  report: Report,
  filled: Filled,
  nodes: ReadonlyMap<string, unknown>,
  known: Known,
): void {
  const written = Object.fromEntries(nodes);
  const emptied = [...nodes.keys()]
    .flatMap((node) => filled.emptied(node))
    .filter((path) => path[2] !== 'with');
  const problems = [
    ...shapeProblems(validatorOf(NodesSchema)(written), ['nodes']),
    ...emptyUnknownKeys(PipelineSchema as unknown as Schema, [], emptied),
  ];
  tell(report, filled, problems, { ...known, document: { nodes: written } });
}

function tell(
  report: Report,
  filled: Filled,
  problems: readonly Problem[],
  around: Parameters<typeof friendlier>[1],
): void {
  for (const problem of withoutMisspelt(problems.map((one) => friendlier(one, around)))) {
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
