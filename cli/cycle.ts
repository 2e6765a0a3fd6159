import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { ValidPipeline } from '../engine/pipeline.ts';
import type { ExitCode } from './exit.ts';
import { type RunOptions, run, type StepNames } from './run.ts';

/** The four steps of the specification's cycle, by the stage that does each. */
const STEPS: readonly (readonly [stage: string, name: string])[] = [
  ['build', 'Generation'],
  ['oracle', 'Oracle'],
  ['store', 'Storage'],
  ['train', 'Training'],
];

const OWN = 'pipelines/cycle-02.yaml';

/** `mlip-auto run-cycle-02 [FILE]`: the packaged one-shot cycle, its four steps by their names. */
export function runCycle(file: string | undefined, options: RunOptions): Promise<ExitCode> {
  return run(file ?? defaultFile(), { ...options, inspect: stepNames });
}

/** The user's own file of that name, else the one that comes with the program. */
function defaultFile(): string {
  if (existsSync(OWN)) return OWN;
  const places = [`../${OWN}`, `../../${OWN}`].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return places.find((path) => existsSync(path)) ?? OWN;
}

/** Names the nodes of the four steps; one of the four missing is an error. */
function stepNames(pipeline: ValidPipeline): Result<StepNames, readonly Diagnostic[]> {
  const missing = STEPS.filter(([stage]) => !pipeline.nodes.some(({ uses }) => uses === stage));
  if (missing.length > 0) return fail(missing.map((step) => missingStep(pipeline, step)));
  const names = new Map<string, string>();
  for (const [stage, name] of STEPS) {
    const nodes = pipeline.nodes.filter(({ uses }) => uses === stage);
    for (const { id } of nodes) names.set(id, nodes.length === 1 ? name : `${name} (${id})`);
  }
  return ok(names);
}

function missingStep(
  pipeline: ValidPipeline,
  [stage, name]: readonly [string, string],
): Diagnostic {
  const steps = STEPS.map(([, step]) => step).join(', ');
  return errorDiagnostic('E0903', `the cycle has no ${name}: no node uses \`${stage}\``, {
    hint: `run-cycle-02 runs ${steps}; add a node with \`uses: ${stage}\` to ${pipeline.name}, or use \`mlip-auto run\``,
  });
}
