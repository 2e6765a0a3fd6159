// What starting a program costs by the size of the process that starts it: spawned by Node itself, and by a small
// shell as the engine does. CPU milliseconds a program, the program (`sh -c` with a grep) included.
// usage: node bench/spawn.mjs [programs]   (after `npm run build`)
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { benchFolder, measured } from './cli-run.mjs';

const programs = Number(process.argv[2] ?? 500);
const folder = benchFolder('spawn');
const dist = fileURLToPath(new URL('../dist/engine/', import.meta.url));
writeFileSync(join(folder, 'in.txt'), '# a comment\na line\n');
writeFileSync(
  join(folder, 'spawn.mjs'),
  `import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { execute } from ${JSON.stringify(`${dist}programs/execute.js`)};
import { endRun } from ${JSON.stringify(`${dist}run/at-run-end.js`)};
const [how, megabytes] = process.argv.slice(2);
const held = Array.from({ length: Number(megabytes) }, () => Buffer.alloc(1 << 20, 1));
const argv = ['sh', '-c', 'grep -v "^#" ${join(folder, 'in.txt')} > out.txt'];
const env = { PATH: process.env.PATH };
mkdirSync('work', { recursive: true });
const request = { argv, folder: process.cwd() + '/work', options: { env }, signal: new AbortController().signal };
const bare = () => new Promise((resolve) =>
  spawn(argv[0], argv.slice(1), { cwd: 'work', env, stdio: 'ignore' }).on('exit', resolve));
let left = ${programs};
const line = async () => { while (left-- > 0) await (how === 'bare' ? bare() : execute(request)); };
await Promise.all([line(), line()]);
await endRun();
if (held.length < 0) throw new Error();
`,
);
try {
  for (const megabytes of [0, 50, 120]) {
    for (const how of ['bare', 'lane']) {
      const used = measured(folder, ['spawn.mjs', how, String(megabytes)]);
      const each = ((used.cpu * 1000) / programs).toFixed(2);
      console.log(`${how}, a process of ${used.megabytes.toFixed(0)} MB: ${each} ms CPU a program`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
