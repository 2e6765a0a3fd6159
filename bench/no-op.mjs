// A run with nothing to do over many command nodes, each with an input file and a published output; ninja beside
// it with the same files, in the same minute. CPU and wall seconds and peak memory, the least CPU of several.
// usage: node bench/no-op.mjs [--nodes 1000,10000] [--shape yaml,matrix] [--folder DIR]   (after `npm run build`)
//
// Up to 2,000 nodes are really run; more are seeded: the engine decides, commits and publishes every node, but the
// program's work is done in this process (see command-nodes.mjs). Ninja really runs: 100,000 jobs take minutes.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { seed, writeWorkspace } from './command-nodes.mjs';
import { least, measured, nodeAlone } from './measured.mjs';

const MAIN = fileURLToPath(new URL('../dist/cli/main.js', import.meta.url));
const REALLY_RUN = 2000;
const RUN = [process.execPath, MAIN, 'run'];

const { values } = parseArgs({
  options: {
    nodes: { type: 'string', default: '1000,10000' },
    shape: { type: 'string', default: 'yaml,matrix' },
    folder: { type: 'string', default: tmpdir() },
  },
});

/** Every figure of one workspace; `folder` is made and removed. */
export async function noOp(folder, shape, nodes) {
  writeWorkspace(folder, shape, nodes);
  const parsed = measured(folder, [process.execPath, MAIN, 'validate']);
  if (nodes <= REALLY_RUN) measured(folder, RUN);
  else await seed(folder);
  measured(folder, RUN);
  rmSync(join(folder, '.mlip/standing'), { recursive: true, force: true });
  const looked = measured(folder, RUN);
  const again = least(nodes > 20_000 ? 3 : 5, folder, RUN);
  measured(folder, ['ninja']);
  const ninja = least(nodes > 20_000 ? 3 : 5, folder, ['ninja']);
  return { parsed, looked, again, ninja };
}

const words = ({ cpu, wall, mb }, alone) =>
  `${cpu.toFixed(3)} s CPU (${(cpu / alone).toFixed(2)} x node alone), ${wall.toFixed(2)} s wall, ${mb.toFixed(0)} MB`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const nodes of values.nodes.split(',').map(Number)) {
    for (const shape of values.shape.split(',')) {
      const folder = mkdtempSync(join(values.folder, 'mlip-no-op-'));
      try {
        const alone = nodeAlone(folder);
        const { parsed, looked, again, ninja } = await noOp(folder, shape, nodes);
        console.log(`${nodes} command nodes, ${shape} (node alone ${alone.toFixed(3)} s CPU)`);
        console.log(`  first parse (validate)   ${words(parsed, alone)}`);
        console.log(`  no-op, looked at in full ${words(looked, alone)}`);
        console.log(`  no-op                    ${words(again, alone)}`);
        console.log(`  ninja                    ${words(ninja, alone)}`);
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    }
  }
}
