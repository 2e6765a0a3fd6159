import type { ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, renameSync, watch, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Bench, openBench, SMALL } from '../support/command.ts';

let bench: Bench;
let child: ChildProcess | undefined;
beforeEach(() => {
  bench = openBench();
});
afterEach(async () => {
  if (child?.exitCode === null) {
    const gone = new Promise((resolve) => child?.once('close', resolve));
    child.kill('SIGINT');
    await gone;
  }
  bench.close();
});

/** Starts `watch`. `until` gives what was printed since the last time, up to the words waited for. */
function watching(...args: readonly string[]) {
  const started = bench.start('watch', 'p.yaml', '--debounce', '50', ...args);
  child = started;
  let text = '';
  let wake = (): void => {};
  const hear = (chunk: Buffer): void => {
    text += chunk;
    wake();
  };
  started.stdout?.on('data', hear);
  started.stderr?.on('data', hear);
  const code = new Promise<number | null>((resolve) => {
    started.on('close', (value) => {
      resolve(value);
      wake();
    });
  });
  const until = async (words: string): Promise<string> => {
    while (!text.includes(words)) {
      if (started.exitCode !== null) throw new Error(`it ended with: ${text}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    const end = text.indexOf(words) + words.length;
    const before = text.slice(0, end);
    text = text.slice(end);
    return before;
  };
  return { code, until, interrupt: () => started.kill('SIGINT') };
}

const WAITS = 'Ctrl-C ends it\n';

/** Saves as many editors do: a new file in the place of the old one. */
function edit(name: string, from: string, to: string): void {
  const path = join(bench.folder, name);
  const text = readFileSync(path, 'utf8');
  expect(text).toContain(from);
  writeFileSync(`${path}.new`, text.replace(from, to));
  renameSync(`${path}.new`, path);
}

it('runs at once; an edit labels what is new; a broken one is said, a mended one runs', async () => {
  bench.write('p.yaml', SMALL);
  const { until, interrupt, code } = watching('-j', '1');
  expect(await until(WAITS)).toContain('items: 15 made, 0 reused');

  edit('p.yaml', 'steps: 5', 'steps: 7');
  const more = await until(WAITS);
  expect(more).toMatch(/^changed: p\.yaml\nparams\.steps 5 → 7 .*: 12 labels/);
  expect(more).toContain('items: 12 made, 9 reused');

  edit('p.yaml', 'uses: store', 'uses: stoer');
  const broken = await until(WAITS);
  expect(broken).toContain('error[E0401]');
  expect(broken).not.toContain('up to date');

  edit('p.yaml', 'uses: stoer', 'uses: store');
  expect(await until(WAITS)).toContain('everything up to date');
  interrupt();
  expect(await code).toBe(130);
}, 20_000);

const COUNT = `import { word } from './word.mjs';
export default {
  kind: 'whole', name: 'count', summary: 'says a word',
  settings: { type: 'object' }, inputs: {}, outputs: { said: { type: 'text', default: true } },
  backend: () => ({
    name: 'count', version: 1,
    resolve: () => ({ ok: true, value: { with: {} } }),
    run: async (context) => ({ ok: true, value: { said: context.put(word) } }),
  }),
};
`;

describe('the files of a pipeline', () => {
  it('are what its stages import, too: even new ones, and while it is broken', async () => {
    bench.write('p.yaml', 'version: 1\nname: p\nnodes: { other: { uses: ./count.mjs } }\n');
    const { until } = watching();
    expect(await until(WAITS)).toContain('error[E0402]');

    bench.write('count.mjs', COUNT);
    expect(await until(WAITS)).toMatch(/^changed: count\.mjs\n[\s\S]*error\[E04/);

    bench.write('word.mjs', 'export const word = "one";\n');
    expect(await until(WAITS)).toMatch(/^changed: word\.mjs\n[\s\S]*1 nodes? executed/);

    edit('p.yaml', 'uses: ./count.mjs }', 'uses: ./count.mjs, publish: { said: said.txt } }');
    await until(WAITS);
    edit('word.mjs', 'one', 'two');
    expect(await until(WAITS)).toMatch(/^changed: word\.mjs\n[\s\S]*1 nodes? executed/);
    expect(readFileSync(join(bench.folder, 'said.txt'), 'utf8')).toBe('two');
  }, 20_000);
});

describe('a price to ask above', () => {
  it('leaves a dear run alone where nobody can be asked, and waits for the next change', async () => {
    bench.write('p.yaml', SMALL);
    const { until } = watching('--ask-above', '0.000001s');
    expect(await until(WAITS)).toMatch(/^not run: it may cost up to .* of CPU time/m);
    edit('p.yaml', 'steps: 5', 'steps: 3');
    const again = await until(WAITS);
    expect(again).toMatch(/^changed: p\.yaml\n[\s\S]*not run: /);
    expect(again).not.toContain('done');
    expect((await bench.auto('runs', '--json')).stdout).not.toContain('"run":');
  }, 20_000);

  it('is that of the profile where none is given, from the moment that the profile has it', async () => {
    bench.write('p.yaml', SMALL.replace('steps: 5', 'steps: 3'));
    const { until } = watching('--profile', 'careful');
    expect(await until(WAITS)).toContain('E0801');
    bench.write('mlip.config.yaml', 'profiles: { careful: { ask_above: 0.000001s } }\n');
    expect(await until(WAITS)).toMatch(/^changed: mlip\.config\.yaml\n[\s\S]*not run: it may cost/);
    edit('mlip.config.yaml', '0.000001s', '1000ch');
    expect(await until(WAITS)).toContain('done in');
  }, 30_000);

  it('lets a cheap run through, and says all of it as JSON', async () => {
    bench.write('p.yaml', 'version: 1\nname: p\nnodes: { other: { uses: ./count.mjs } }\n');
    bench.write('count.mjs', COUNT);
    bench.write('word.mjs', 'export const word = "one";\n');
    const { until } = watching('--ask-above', '1000ch', '--json');
    const lines = (await until('"type":"watching","files":3}\n')).trimEnd().split('\n');
    const types = lines.map((line) => (JSON.parse(line) as { type: string }).type);
    expect(types).toEqual(expect.arrayContaining(['explanation', 'run-started', 'watching']));
  }, 20_000);
});

const SLOW = (go: string): string => `version: 1
name: slow
nodes:
  wait:
    uses: command
    with:
      run: echo $$ > "$GO.pid"; while [ ! -e "$GO" ]; do sleep 0.05; done; echo > out
      env: { GO: "${go}" }
      outputs: { out: out }
`;

describe('a run under way', () => {
  it('goes on while a file is saved, which is looked at after it', async () => {
    const go = join(bench.folder, 'go');
    bench.write('p.yaml', SLOW(go));
    const { until } = watching();
    await until('started');
    edit('p.yaml', 'name: slow', 'name: late');
    writeFileSync(go, '');
    expect(await until(WAITS)).toContain('1 node executed');
    expect(await until(WAITS)).toMatch(/^changed: p\.yaml\n/);
  }, 20_000);

  it('ends with the watch at Ctrl-C, and so do its programs', async () => {
    const go = join(bench.folder, 'go');
    bench.write('p.yaml', SLOW(go));
    const { until, interrupt, code } = watching();
    await until('started');
    const pid = await pidIn(`${go}.pid`);
    interrupt();
    expect(await code).toBe(130);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  }, 20_000);
});

/** The pid that the program writes when it is there. */
function pidIn(path: string): Promise<number> {
  return new Promise((resolve) => {
    const look = (): void => {
      const pid = existsSync(path) ? Number(readFileSync(path, 'utf8')) : 0;
      if (pid === 0) return;
      folder.close();
      resolve(pid);
    };
    const folder = watch(dirname(path), look);
    look();
  });
}

it.each([
  ['--ask-above', '50', 'E0908'],
  ['--debounce', 'long', 'E0926'],
  ['--set', 'steps', 'E0901'],
  ['--jobs', 'many', 'E0902'],
])('a command line that cannot be read ends it: %s %s', async (option, value, error) => {
  const { code, stderr } = await bench.auto('watch', 'p.yaml', option, value);
  expect(code).toBe(2);
  expect(stderr).toContain(error);
});
