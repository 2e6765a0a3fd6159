import { PipelineSchema } from '../../schemas/pipeline.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { Path } from '../document/document.ts';
import type { Stage } from '../stage.ts';
import { emptyUnknownKeys } from './empty-keys.ts';
import type { Filled } from './expressions.ts';
import { friendlier } from './friendlier.ts';
import { isMap } from './params.ts';
import { refineProblem } from './refine.ts';
import type { Report } from './report.ts';
import type { Schema } from './schema-walk.ts';
import { shapeProblems, withoutMisspelt } from './shape-problems.ts';
import { describe } from './words.ts';

let validate: Validate | undefined;

/** Checks what every pipeline has; `stageOf` gives a node's stage where it is known, for better hints. */
export function checkShape(
  report: Report,
  filled: Filled,
  stageNames: readonly string[],
  stageOf: (node: string) => Stage | undefined,
): void {
  const { value } = filled;
  if (!isMap(value)) {
    report.add({
      code: 'E0201',
      path: [],
      at: 'value',
      message: `a pipeline is a map with \`version\`, \`name\` and \`nodes\`; this file is ${describe(value)}`,
      hint: Array.isArray(value)
        ? 'take the `- ` away and give each node its name under `nodes:`'
        : 'begin with `version: 1`',
    });
    return;
  }
  const surroundings = { document: value, stageNames, stageOf };
  const problems = [
    ...shapeProblems(validator()(value), []),
    ...emptyUnknownKeys(PipelineSchema as unknown as Schema, [], emptiedWords(filled, value)),
  ];
  for (const problem of withoutMisspelt(problems.map((one) => friendlier(one, surroundings)))) {
    const refined = refineProblem(problem, filled, report);
    if (refined) report.add(refined);
  }
}

/** Empty keys outside of settings, which have schemas of their own. */
function emptiedWords(filled: Filled, value: { readonly [key: string]: unknown }): Path[] {
  const nodes = Object.keys(isMap(value['nodes']) ? value['nodes'] : {});
  return [undefined, ...nodes]
    .flatMap((node) => filled.emptied(node))
    .filter((path) => path[2] !== 'with');
}

function validator(): Validate {
  if (!validate) {
    const compiled = compileSchema(PipelineSchema);
    if (!compiled.ok) throw new Error(`internal error: the pipeline schema: ${compiled.error}`);
    validate = compiled.value;
  }
  return validate;
}
