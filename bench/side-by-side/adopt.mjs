// usage, in a workspace of the benchmark: node adopt.mjs
// Runs pipeline.yaml with the engine's own decisions, commits and publishing, but for the programs of its
// nodes: what they would make was written by hand and is taken over. So 100,000 nodes are there in minutes.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { openState } from '../../dist/cache/open.js';
import { buildId } from '../../dist/cli/build-id.js';
import { loadCached } from '../../dist/engine/load/cached.js';
import { PLAIN } from '../../dist/engine/run/choice.js';
import { openClaims } from '../../dist/engine/run/claims.js';
import { runPipeline } from '../../dist/engine/run/run.js';
import { openUnits } from '../../dist/engine/run/units.js';
import { registry } from '../../dist/stages/index.js';

const workspace = process.cwd();

/** What the program of these settings would have made. */
function madeBy({ env, run }) {
  if (run.includes('cksum')) return readFileSync('out/collect.txt');
  if (env.EPOCHS) return readFileSync('out/model.txt');
  return readFileSync(`out/l${env.ID}.txt`);
}

const byHand = (stage) => ({
  ...stage,
  backend: (settings) => ({
    ...stage.backend(settings),
    run: async (context) => ({ ok: true, value: { out: context.put(madeBy(context.with)) } }),
  }),
});

function openedState() {
  const opened = openState(workspace, 'write');
  if (!opened.ok) throw new Error(opened.error.message);
  return opened.value;
}

async function loaded(state) {
  const probe = { digestFile: (path) => state.files.digestFile(path), readFile: readFileSync };
  const file = resolve('pipeline.yaml');
  const request = { file, overrides: [], stages: registry, probe };
  const pipeline = await loadCached(request, state, buildId());
  if (!pipeline.ok) throw new Error(pipeline.error.map(({ message }) => message).join('\n'));
  return pipeline.value;
}

const state = openedState();
const summary = await runPipeline({
  ...{ pipeline: await loaded(state), workspace, state, jobs: 1, choice: PLAIN },
  claims: openClaims(),
  load: async (node) => byHand(await registry.load(node.uses)),
  pool: () => {
    throw new Error('no node of these needs a pool');
  },
  units: openUnits(1),
  emit: () => {},
  signal: new AbortController().signal,
});
state.close();
if (!summary.ok) process.exitCode = 1;
