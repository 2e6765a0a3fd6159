// usage, in a workspace of the benchmark: node reader.mjs VERSION
// Runs reader.yaml with the engine and a back end whose calculation and reading are apart, the reading in the version
// given; says how many items were calculated.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { ok } from '../../dist/base/result.js';
import { openState } from '../../dist/cache/open.js';
import { loadPipeline } from '../../dist/engine/load/load-pipeline.js';
import { PLAIN } from '../../dist/engine/run/choice.js';
import { openClaims } from '../../dist/engine/run/claims.js';
import { runPipeline } from '../../dist/engine/run/run.js';
import { openUnits } from '../../dist/engine/run/units.js';
import { defineStage } from '../../dist/engine/stage.js';
import { registry } from '../../dist/stages/index.js';

const version = Number(process.argv[2]);
const workspace = process.cwd();
let calculated = 0;

const label = defineStage({
  kind: 'map',
  name: 'label',
  summary: 'a number of a structure, out of a text',
  settings: { type: 'object', properties: { cutoff: { type: 'number' } } },
  inputs: { structures: { type: 'structures' } },
  outputs: { labels: { type: 'numbers', default: true }, failures: { type: 'failures' } },
  backend: () => ({
    name: 'label',
    version: 1,
    resolve: (settings) => ok({ with: settings }),
    batch: 64,
    async calculate(tasks) {
      calculated += tasks.length;
      return tasks.map(({ item }) =>
        ok(Buffer.from(`<energy>${item}</energy>${'<x/>'.repeat(50)}`)),
      );
    },
    reading: {
      version,
      read: (raw) => ok(Buffer.from(`v${version} ${raw.toString('latin1', 8, 79)}`)),
    },
  }),
});

const stages = {
  names: [...registry.names, 'label'],
  load: (name) => (name === 'label' ? Promise.resolve(label) : registry.load(name)),
};

function got(result) {
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
}

const state = got(openState(workspace, 'write'));
const probe = { digestFile: (path) => state.files.digestFile(path), readFile: readFileSync };
const request = { file: resolve('reader.yaml'), overrides: [], stages, probe };
const summary = await runPipeline({
  ...{ pipeline: got(await loadPipeline(request)), workspace, state, jobs: 1, choice: PLAIN },
  ...{ claims: openClaims(), units: openUnits(1), load: ({ uses }) => stages.load(uses) },
  pool: () => {
    throw new Error('no node of these needs a pool');
  },
  emit: () => {},
  signal: new AbortController().signal,
});
state.close();
console.log(JSON.stringify({ ...summary.items, calculated }));
if (!summary.ok) process.exitCode = 1;
