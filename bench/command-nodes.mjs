// Workspaces of many command nodes, each with an input file and a published output, and the same work for ninja.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openState } from '../dist/cache/open.js';
import { buildId } from '../dist/cli/build-id.js';
import { findWorkspace } from '../dist/cli/workspace.js';
import { loadCached } from '../dist/engine/load/cached.js';
import { PLAIN } from '../dist/engine/run/choice.js';
import { openClaims } from '../dist/engine/run/claims.js';
import { runPipeline } from '../dist/engine/run/run.js';
import { openUnits } from '../dist/engine/run/units.js';
import { registry } from '../dist/stages/index.js';

const JOB = 'grep -v ^# in > out';

const FIELDS = (n) => `    uses: command
    with: { run: "${JOB}", files: { in: "in/${n}" }, outputs: { out: out } }
    publish: { out: "out/${n}" }
`;

/** `yaml`: every node written out; `matrix`: one node, and a matrix of so many. */
export function pipelineText(shape, count) {
  const head = `version: 1\nname: nodes\nnodes:\n`;
  if (shape === 'matrix') {
    return `${head}  job:\n    matrix: { n: { range: [0, ${count - 1}, ${count}] } }\n${FIELDS('${{ matrix.n }}')}`;
  }
  return head + Array.from({ length: count }, (_, n) => `  job${n}:\n${FIELDS(n)}`).join('');
}

function ninjaText(count) {
  const jobs = Array.from({ length: count }, (_, n) => `build nout/${n}: job in/${n}\n`);
  return `rule job\n  command = grep -v ^# $in > $out\n${jobs.join('')}`;
}

/** Writes the inputs, `pipeline.yaml` and `build.ninja`. */
export function writeWorkspace(folder, shape, count) {
  for (const name of ['in', 'out', 'nout']) mkdirSync(join(folder, name), { recursive: true });
  for (let n = 0; n < count; n++) writeFileSync(join(folder, 'in', String(n)), `# input\n${n}\n`);
  writeFileSync(join(folder, 'mlip.config.yaml'), '');
  writeFileSync(join(folder, 'pipeline.yaml'), pipelineText(shape, count));
  writeFileSync(join(folder, 'build.ninja'), ninjaText(count));
}

/**
 * Runs the pipeline with the engine itself, its decisions, commits and publishing, but for the program of each
 * node, whose work (the lines of `in` without `#`) is done in this process: so 100,000 nodes are there in
 * minutes.
 */
export async function seed(folder) {
  const workspace = findWorkspace(folder);
  const opened = openState(workspace, 'write');
  if (!opened.ok) throw new Error(opened.error.message);
  const state = opened.value;
  const probe = { digestFile: (path) => state.files.digestFile(path), readFile: readFileSync };
  const request = { file: join(folder, 'pipeline.yaml'), overrides: [], stages: registry, probe };
  const loaded = await loadCached(request, state, buildId());
  if (!loaded.ok) throw new Error(loaded.error.map(({ message }) => message).join('\n'));
  const summary = await runPipeline({
    ...{ pipeline: loaded.value, workspace, state, jobs: 1, choice: PLAIN, claims: openClaims() },
    load: async (node) => withoutProgram(await registry.load(node.uses)),
    pool: () => {
      throw new Error('no job of this needs a pool');
    },
    units: openUnits(1),
    emit: () => {},
    signal: new AbortController().signal,
  });
  state.close();
  if (!summary.ok) throw new Error('the workspace could not be made');
}

function withoutProgram(stage) {
  const backend = (settings) => ({
    ...stage.backend(settings),
    run: async (context) => {
      const text = Buffer.from(context.readFile(settings.files.in).bytes).toString();
      const lines = text.split('\n').filter((line) => !line.startsWith('#'));
      return { ok: true, value: { out: context.put(lines.join('\n')) } };
    },
  });
  return { ...stage, backend };
}
