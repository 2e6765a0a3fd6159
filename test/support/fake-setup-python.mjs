// Stands for a Python 3.11 that `mlip-auto setup` makes an environment with. What it was asked for goes into
// `calls.jsonl` beside it, and `steer.json` beside it says what goes wrong:
//   kind      what it says of itself otherwise: version, machine, ...
//   once      steps (fetch, venv, install, check) that fail, each one time
//   dieAt     a step in which it hangs, one time, after saying so in `hanging`
import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

const here = process.env.FAKE_PYTHON ?? '';
const words = process.argv.slice(2);
const steering = join(here, 'steer.json');
const steer = existsSync(steering) ? JSON.parse(readFileSync(steering, 'utf8')) : {};
const forget = (change) => writeFileSync(steering, JSON.stringify({ ...steer, ...change }));

const after = (word) => words[words.indexOf(word) + 1] ?? '';
const step = words.includes('download')
  ? 'fetch'
  : words.includes('venv')
    ? 'venv'
    : words.includes('install')
      ? 'install'
      : words.at(-1) === 'check'
        ? 'check'
        : 'ask';
appendFileSync(join(here, 'calls.jsonl'), `${JSON.stringify(step)}\n`);
if (steer.once?.includes(step)) {
  forget({ once: steer.once.filter((one) => one !== step) });
  process.stderr.write(`ERROR: no luck with ${step}\n`);
  process.exit(1);
}
if (steer.dieAt === step) {
  forget({ dieAt: undefined });
  if (step === 'install') makeEnvironment(dirname(dirname(process.env.FAKE_SELF ?? '')));
  writeFileSync(join(here, 'hanging'), step);
  // Without whoever started it, it ends itself.
  const parent = process.ppid;
  await new Promise(() => setInterval(() => process.ppid === parent || process.exit(1), 1000));
}
if (step === 'ask' && words.includes('-c')) {
  const kind = { version: '3.11', implementation: 'cpython', system: 'linux', machine: 'x86_64' };
  process.stdout.write(JSON.stringify({ ...kind, libc: 'glibc', ...steer.kind }));
} else if (step === 'ask') {
  process.stdout.write('versions={"numpy":"2.3.5","python-ace":"0.4.0rc1"}\n');
} else if (step === 'fetch') {
  const list = readFileSync(after('-r'), 'utf8').trimEnd().split('\n');
  for (const line of list) {
    const [name] = line.split('==');
    process.stdout.write(`Downloading ${name}-1.whl\n`);
    writeFileSync(join(after('-d'), `${name}.whl`), line);
  }
} else if (step === 'venv') makeEnvironment(words.at(-1));
else if (step === 'install') {
  const list = readFileSync(after('-r'), 'utf8').trimEnd().split('\n');
  const lost = list.find(
    (line) => !existsSync(join(after('--find-links'), `${line.split('==')[0]}.whl`)),
  );
  if (lost) {
    process.stderr.write(`ERROR: no file for ${lost}\n`);
    process.exit(1);
  }
}

function makeEnvironment(folder) {
  mkdirSync(join(folder, 'bin'), { recursive: true });
  copyFileSync(join(here, 'python'), join(folder, 'bin/python'));
}
