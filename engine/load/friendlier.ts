import { nodeWords } from '../../schemas/pipeline.ts';
import type { Stage } from '../stage.ts';
import { isMap } from './params.ts';
import type { Problem } from './report.ts';
import { code, codes, describe } from './words.ts';

/** What a better message may look at. */
export interface Surroundings {
  readonly document: { readonly [key: string]: unknown };
  readonly stageNames: readonly string[];
  /** A node's stage, where it is known. */
  readonly stageOf: (node: string) => Stage | undefined;
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

/** Whether a word is what others call `with`. */
export const meansWith = (word: string): boolean => elsewhere[word] === 'with';

/** A problem of the pipeline's own shape, told by what people usually mean there. */
export function friendlier(problem: Problem, around: Surroundings): Problem {
  const { path } = problem;
  if (path.length === 1 && path[0] === 'version' && problem.code !== 'E0204') {
    return wrongVersion(problem, around);
  }
  switch (problem.code) {
    case 'E0203':
      return unknownWord(problem, around);
    case 'E0204':
      return missingWord(problem, around);
    case 'E0205':
      return wrongKind(problem, around);
    case 'E0207':
      return path.length === 1
        ? { ...problem, message: '`nodes` is empty', hint: 'a pipeline has at least one node' }
        : problem;
    default:
      return problem;
  }
}

const written = (value: unknown): string =>
  typeof value === 'string' ? describe(value) : code(value);

const wrongVersion = (problem: Problem, { document }: Surroundings): Problem => ({
  ...problem,
  code: 'E0202',
  message: `this program reads version 1 of the format, and the file says ${written(document['version'])}`,
  hint: 'write `version: 1`',
});

function missingWord(problem: Problem, { stageNames }: Surroundings): Problem {
  const { path, key = '' } = problem;
  if (path.length === 0) {
    const examples: { readonly [key: string]: string | undefined } = {
      version: 'begin the file with `version: 1`',
      name: 'add a line such as `name: my-pipeline`',
      nodes: 'add `nodes:`, and under it each node by name',
    };
    return { ...problem, message: `the pipeline has no \`${key}\``, hint: examples[key] };
  }
  if (key !== 'uses') return problem;
  const hint = `say which stage it runs: \`uses: ${stageNames[0] ?? './my-stage.js'}\`; stages: ${codes(stageNames)}`;
  return { ...problem, message: `node \`${path[1]}\` has no \`uses\``, hint };
}

function unknownWord(problem: Problem, around: Surroundings): Problem {
  const { path, key = '' } = problem;
  const container = path.slice(0, -1);
  if (container.length === 0) return unknownAtTop(problem, around);
  if (container[0] !== 'nodes' || container.length !== 2) return problem;
  const stage = around.stageOf(String(container[1]));
  if (stage && hasSetting(stage.settings, key)) {
    const hint = `settings of the stage stand under \`with\`: \`with: { ${key}: ... }\``;
    return { ...problem, hint };
  }
  const word = elsewhere[key];
  return word && nodeWords.includes(word) ? meant(problem, word) : problem;
}

/** Whether a stage has a setting of this name, in any of its forms. */
function hasSetting(schema: { readonly [key: string]: unknown }, key: string): boolean {
  const forms = [schema, ...((schema['anyOf'] ?? []) as readonly (typeof schema)[])];
  return forms.some(({ properties }) => isMap(properties) && Object.hasOwn(properties, key));
}

function unknownAtTop(problem: Problem, { document }: Surroundings): Problem {
  const { key = '' } = problem;
  const word = elsewhere[key];
  if (word && !(word in document) && !nodeWords.includes(word)) return meant(problem, word);
  const value = document[key];
  if (isMap(value) && 'uses' in value) {
    return { ...problem, hint: `nodes stand under \`nodes:\`, indented: nodes: { ${key}: ... }` };
  }
  if (!nodeWords.includes(key)) return problem;
  return { ...problem, hint: `\`${key}\` belongs into a node; is it indented far enough?` };
}

const meant = (problem: Problem, word: string): Problem => ({
  ...problem,
  hint: `did you mean \`${word}\`?`,
});

function wrongKind(problem: Problem, { document, stageOf }: Surroundings): Problem {
  const { path, hint } = problem;
  if (path[0] !== 'nodes') return problem;
  if (path.length === 1) {
    return { ...problem, hint: 'give each node a name: `structures:`, and its words below it' };
  }
  if (hint) return problem;
  const nodes = document['nodes'] as { readonly [id: string]: unknown };
  const node = nodes[String(path[1])];
  const value = isMap(node) && path.length > 2 ? node[String(path[2])] : node;
  const text = typeof value === 'string' ? value : undefined;
  if (path.length === 2) {
    return {
      ...problem,
      hint: text ? `write \`uses: ${text}\` under it` : 'it needs at least `uses: STAGE`',
    };
  }
  const stage = stageOf(String(path[1]));
  const examples: { readonly [word: string]: string | undefined } = {
    inputs: `name the input: \`inputs: { ${firstOf(stage?.inputs) ?? 'INPUT'}: ${text ?? 'NODE'} }\``,
    publish: `name the output: \`publish: { ${firstOf(stage?.outputs) ?? 'OUTPUT'}: ${text ?? 'results/FILE'} }\``,
    retry: 'write `retry: { attempts: 3 }`',
    resources: 'write `resources: { cores: 4, memory: 8GB, time: 2h }`',
    uses: 'write the word of one stage',
  };
  return path.length === 3 ? { ...problem, hint: examples[String(path[2])] } : problem;
}

const firstOf = (ports: object | undefined): string | undefined => Object.keys(ports ?? {})[0];
