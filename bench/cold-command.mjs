// What a command node costs when it runs for the first time, beside a bare loop of Node that spawns the same
// program: CPU milliseconds a node, the shell and what it runs included.
// usage: node bench/cold-command.mjs [nodes] [jobs] [rounds]   (after `npm run build`)
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { benchFolder, measured, mlip } from './cli-run.mjs';

const nodes = Number(process.argv[2] ?? 1000);
const jobs = Number(process.argv[3] ?? 2);
const rounds = Number(process.argv[4] ?? 3);
const LINE = 'grep -v "^#" in.txt > out.txt';

const PIPELINE = `version: 1
name: cold
nodes:
  job:
    uses: command
    matrix: { n: { range: [1, ${nodes}, ${nodes}] } }
    with:
      run: '${LINE}'
      env: { N: "\${{ matrix.n }}" }
      files: { in.txt: in.txt }
      outputs: { out: out.txt }
`;

const BARE = `import { spawn } from 'node:child_process';
let left = ${nodes};
const one = () => new Promise((resolve) => {
  const options = { stdio: 'ignore', env: { PATH: process.env.PATH } };
  spawn('sh', ['-c', ${JSON.stringify(LINE)}], options).on('exit', resolve);
});
const lane = async () => { while (left-- > 0) await one(); };
await Promise.all(Array.from({ length: ${jobs} }, lane));
`;

const text = '# a comment\n'.repeat(10) + 'a line of data\n'.repeat(10);
const folder = benchFolder('cold');
try {
  const least = { bare: undefined, ours: undefined, idle: undefined };
  const keep = (name, done) => {
    if (!least[name] || done.cpu < least[name].cpu) least[name] = done;
  };
  writeFileSync(join(folder, 'bare.mjs'), BARE);
  writeFileSync(join(folder, 'in.txt'), text);
  for (let round = 0; round < rounds; round++) {
    keep('bare', measured(folder, ['bare.mjs']));
    const place = join(folder, `round-${round}`);
    mkdirSync(place);
    writeFileSync(join(place, 'pipeline.yaml'), PIPELINE);
    writeFileSync(join(place, 'in.txt'), text);
    const run = ['run', 'pipeline.yaml', '-j', String(jobs), '--json'];
    const cold = mlip(place, run);
    if (cold.summary.nodes.executed !== nodes) throw new Error('not every node was executed');
    keep('ours', cold);
    keep('idle', mlip(place, run));
  }
  const each = (seconds) => ((seconds * 1000) / nodes).toFixed(2);
  const { bare, ours, idle } = least;
  for (const [name, { cpu, own, children, wall, megabytes }] of [
    ['bare spawn loop', bare],
    ['mlip-auto run', ours],
  ]) {
    console.log(
      `${name}: ${each(cpu)} ms CPU a node (own ${each(own)}, programs ${each(children)}), wall ${each(wall)} ms, ${megabytes.toFixed(0)} MB`,
    );
  }
  console.log(
    `ratio to the bare loop: ${(ours.cpu / bare.cpu).toFixed(2)} (${nodes} nodes, -j ${jobs})`,
  );
  console.log(`run again, nothing to do: ${idle.cpu.toFixed(3)} s CPU`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
