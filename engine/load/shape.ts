import { nodeWords, PipelineSchema } from '../../schemas/pipeline.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { Stage } from '../stage.ts';
import type { Filled } from './expressions.ts';
import { isMap } from './params.ts';
import { refineProblem } from './refine.ts';
import type { Problem, Report } from './report.ts';
import { shapeProblems } from './shape-problems.ts';
import { codes, describe, quoted } from './words.ts';

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
  for (const raw of shapeProblems(validator()(value), [])) {
    const problem = friendlier(raw, value, stageNames, stageOf);
    const refined = problem && refineProblem(problem, filled, report);
    if (refined) report.add(refined);
  }
}

function validator(): Validate {
  if (!validate) {
    const compiled = compileSchema(PipelineSchema);
    if (!compiled.ok) throw new Error(`internal error: the pipeline schema: ${compiled.error}`);
    validate = compiled.value;
  }
  return validate;
}

/** What people write who come from elsewhere. */
const elsewhere: { readonly [word: string]: string | undefined } = {
  steps: 'nodes',
  stages: 'nodes',
  tasks: 'nodes',
  jobs: 'nodes',
  rules: 'nodes',
  parameters: 'params',
  variables: 'params',
  vars: 'params',
  title: 'name',
  stage: 'uses',
  type: 'uses',
  kind: 'uses',
  settings: 'with',
  config: 'with',
  options: 'with',
  args: 'with',
  params: 'with',
  depends_on: 'needs',
  dependencies: 'needs',
  requires: 'needs',
  after: 'needs',
  from: 'inputs',
  outputs: 'publish',
  output: 'publish',
  save: 'publish',
};

function friendlier(
  problem: Problem,
  document: { readonly [key: string]: unknown },
  stageNames: readonly string[],
  stageOf: (node: string) => Stage | undefined,
): Problem | undefined {
  const { code, path, key } = problem;
  const atNode = path[0] === 'nodes' && path.length >= 2;
  if (path.length === 1 && path[0] === 'version' && code !== 'E0204') {
    return {
      ...problem,
      code: 'E0202',
      message: `this program reads version 1 of the format, the file says ${describe(document['version'])}`,
      hint: 'write `version: 1`',
    };
  }
  if (code === 'E0204' && path.length === 0) return missingAtTop(problem);
  if (code === 'E0204' && path.length === 2 && key === 'uses') {
    const hint = `say which stage it runs: \`uses: ${stageNames[0] ?? './my-stage.js'}\`; stages: ${codes(stageNames)}`;
    return { ...problem, hint };
  }
  if (code === 'E0203') return unknownWord(problem, document, stageOf);
  if (code === 'E0207' && path.length === 1) {
    return { ...problem, message: '`nodes` is empty', hint: 'a pipeline has at least one node' };
  }
  if (code !== 'E0205' || !atNode) {
    return code === 'E0205' && path[0] === 'nodes'
      ? { ...problem, hint: 'give each node a name: `structures:`, and its words below it' }
      : problem;
  }
  return wrongKindInNode(problem, document);
}

function missingAtTop(problem: Problem): Problem {
  const examples: { readonly [key: string]: string | undefined } = {
    version: 'begin the file with `version: 1`',
    name: 'add a line such as `name: my-pipeline`',
    nodes: 'add `nodes:`, and under it each node by name',
  };
  const hint = examples[problem.key ?? ''] ?? problem.hint;
  return { ...problem, message: `the pipeline has no \`${problem.key}\``, hint };
}

function unknownWord(
  problem: Problem,
  document: { readonly [key: string]: unknown },
  stageOf: (node: string) => Stage | undefined,
): Problem {
  const { path, key = '', hint } = problem;
  const container = path.slice(0, -1);
  if (container[0] === 'nodes' && container.length === 2) {
    const stage = stageOf(String(container[1]));
    if (Object.hasOwn((stage?.settings['properties'] as object | undefined) ?? {}, key)) {
      return {
        ...problem,
        hint: `settings of the stage stand under \`with\`: \`with: { ${key}: ... }\``,
      };
    }
    const word = elsewhere[key];
    const known = `did you mean \`${word}\`?`;
    if (word && nodeWords.includes(word) && !hint?.startsWith('did'))
      return { ...problem, hint: known };
  }
  if (container.length === 0) {
    const word = elsewhere[key];
    if (word && !(word in document) && !nodeWords.includes(word)) {
      return { ...problem, hint: `did you mean \`${word}\`?` };
    }
    if (nodeWords.includes(key)) {
      return { ...problem, hint: `\`${key}\` belongs into a node; is it indented far enough?` };
    }
  }
  return problem;
}

function wrongKindInNode(problem: Problem, document: { readonly [key: string]: unknown }): Problem {
  const { path, hint } = problem;
  if (hint) return problem;
  const nodes = document['nodes'] as { [id: string]: { [word: string]: unknown } | null };
  const node = nodes[String(path[1])];
  if (path.length === 2) {
    const told =
      typeof node === 'string'
        ? `write \`uses: ${node}\` under it`
        : 'it needs at least `uses: STAGE`';
    return { ...problem, hint: told };
  }
  const value = isMap(node) ? node[String(path[2])] : undefined;
  if (path[2] === 'inputs' && path.length === 3) {
    const source = typeof value === 'string' ? value : 'SOURCE';
    return { ...problem, hint: `name the input: \`inputs: { INPUT: ${source} }\`` };
  }
  if (path[2] === 'publish' && path.length === 3) {
    const target = typeof value === 'string' ? value : 'results/FILE';
    return { ...problem, hint: `name the output: \`publish: { OUTPUT: ${target} }\`` };
  }
  if (path[2] === 'retry' && path.length === 3) {
    return { ...problem, hint: 'write `retry: { attempts: 3 }`' };
  }
  if (path[2] === 'uses')
    return { ...problem, hint: `write the stage's word, as in ${quoted('build')}` };
  return problem;
}
