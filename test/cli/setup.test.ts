import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPins } from '../../cli/setup/place.ts';
import { type Bench, ended, openBench, ROOT } from '../support/command.ts';

const LONG = 120_000;
const pins = readPins(readFileSync(join(ROOT, 'python/requirements-pacemaker.txt'), 'utf8'));

let home: string;
let bench: Bench;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'mlip-setup-'));
  const python = join(home, 'python');
  const fake = join(ROOT, 'test/support/fake-setup-python.mjs');
  const script = `#!/bin/sh
# Fetching, which is asked for most, without a start of Node where nothing is steered.
case "$*" in
*" download "*)
  if ! grep -q fetch '${home}/steer.json' 2>/dev/null; then
    while [ "$1" != -d ]; do shift; done
    while IFS= read -r line; do echo "$line" >"$2/\${line%%==*}.whl"; done <"$4"
    echo '"fetch"' >>'${home}/calls.jsonl'
    exit
  fi ;;
esac
FAKE_PYTHON='${home}' FAKE_SELF="$0" exec '${process.execPath}' '${fake}' "$@"
`;
  writeFileSync(python, script, { mode: 0o755 });
  bench = openBench({ HOME: home, XDG_CACHE_HOME: join(home, 'cache') });
});
afterEach(() => {
  bench.close();
  rmSync(home, { recursive: true, force: true });
});

const root = () => join(home, 'cache/mlip-autopipec/pacemaker');
const steer = (how: object) => writeFileSync(join(home, 'steer.json'), JSON.stringify(how));
const words = (...more: readonly string[]) => [
  'setup',
  'pacemaker',
  '--python',
  join(home, 'python'),
  ...more,
];
const setup = (...more: readonly string[]) => bench.auto(...words(...more));
const steps = () =>
  readFileSync(join(home, 'calls.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as string);
const times = (step: string) => steps().filter((one) => one === step).length;
const stands = () => existsSync(join(root(), 'current/bin/python'));

/** Starts it, waits until it hangs in a step, and sends a signal. */
async function stopIn(step: string, signal: NodeJS.Signals) {
  steer({ dieAt: step });
  const hangs = new Promise<void>((resolve) => {
    const watcher = watch(home, (_, name) => {
      if (name !== 'hanging' || !existsSync(join(home, 'hanging'))) return;
      watcher.close();
      resolve();
    });
  });
  const child = bench.start(...words());
  const end = ended(child);
  await hangs;
  child.kill(signal);
  const { code } = await end;
  rmSync(join(home, 'hanging'));
  return code;
}

describe('setup pacemaker', () => {
  it(
    'fetches, makes, installs, tries, and only then leads to it; once',
    async () => {
      const { code, stdout } = await setup('--json');
      expect(code).toBe(0);
      const lines = stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
      expect(lines.at(-1)).toEqual({
        type: 'summary',
        ok: true,
        python: join(root(), 'current/bin/python'),
      });
      expect(lines.filter(({ step }) => step === 'download').at(-1)).toMatchObject({
        done: pins.length,
        total: pins.length,
      });
      expect(stands()).toBe(true);
      expect(readdirSync(root()).filter((name) => name.startsWith('wheels-'))).toEqual([]);
      const before = steps().length;
      expect((await setup()).stdout).toContain('set up already');
      expect(steps().slice(before)).toEqual(['ask']);
    },
    LONG,
  );

  it.each(['fetch', 'venv', 'install', 'check'])(
    'where %s fails nothing stands, and the next time it does',
    async (step) => {
      steer({ once: [step] });
      const { code, stderr } = await setup();
      expect(code).toBe(1);
      expect(stderr).toContain('error[E0952]');
      expect(stderr).toContain(`no luck with ${step}`);
      expect(stands()).toBe(false);
      expect((await setup()).code).toBe(0);
      expect(stands()).toBe(true);
    },
    LONG,
  );

  it(
    'goes on after kill -9 with what was fetched, and never takes half an environment for whole',
    async () => {
      expect(await stopIn('install', 'SIGKILL')).toBe(null);
      const [half] = readdirSync(root()).filter((name) => name.startsWith('env-'));
      expect(existsSync(join(root(), half as string, 'bin/python'))).toBe(true);
      expect(stands()).toBe(false);
      const fetched = times('fetch');
      expect((await setup()).code).toBe(0);
      expect(times('fetch')).toBe(fetched);
      expect(stands()).toBe(true);
    },
    LONG,
  );

  it(
    'ends with 130 when interrupted, and says that what was fetched is kept',
    async () => {
      expect(await stopIn('venv', 'SIGINT')).toBe(130);
      expect(stands()).toBe(false);
      expect((await setup()).code).toBe(0);
    },
    LONG,
  );

  it(
    'leaves the environment that stands alone until the new one is whole',
    async () => {
      await setup();
      const link = readlinkSync(join(root(), 'current'));
      steer({ once: ['fetch'] });
      expect((await setup('--again')).code).toBe(1);
      expect(readlinkSync(join(root(), 'current'))).toBe(link);
      expect(stands()).toBe(true);
    },
    LONG,
  );

  it.each([
    [{ version: '3.13' }, 'cpython 3.13 on linux x86_64 (glibc)', 'install python3.11'],
    [{ system: 'darwin', machine: 'arm64' }, 'cpython 3.11 on darwin arm64', 'no Python of this'],
    [{ machine: 'aarch64' }, 'cpython 3.11 on linux aarch64 (glibc)', 'no Python of this'],
    [{ libc: 'another libc' }, 'cpython 3.11 on linux x86_64 (another libc)', 'no Python of this'],
  ])(
    'refuses a Python that the pins are not for, and says what to do: %j',
    async (kind, is, hint) => {
      steer({ kind });
      const { code, stderr } = await setup();
      expect(code).toBe(1);
      expect(stderr).toContain('error[E0951]');
      expect(stderr).toContain(
        `is ${is}; the pinned packages are for CPython 3.11 on Linux x86_64 (glibc)`,
      );
      expect(stderr).toContain(hint);
      expect(steps()).toEqual(['ask']);
    },
    LONG,
  );

  it(
    'makes it in another folder, and says how a run finds it there',
    async () => {
      const folder = join(home, 'elsewhere');
      const { code, stdout } = await setup('--folder', folder);
      expect(code).toBe(0);
      expect(stdout).toContain(`export MLIP_PACEMAKER_PYTHON=${folder}/current/bin/python`);
    },
    LONG,
  );
});
