import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { executeAlone } from '../../../engine/programs/alone.ts';
import { execute } from '../../../engine/programs/execute.ts';
import { executeInLane } from '../../../engine/programs/in-lane.ts';
import type { ProgramRequest } from '../../../engine/programs/request.ts';
import { startScript, suitsShell } from '../../../engine/programs/script.ts';
import { endRun } from '../../../engine/run/at-run-end.ts';

let above: string;
let folder: string;
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'mlip-programs-'));
  folder = mkdtempSync(join(above, 'work-'));
});
afterEach(async () => {
  await endRun();
  rmSync(above, { recursive: true, force: true });
});

const PATH = process.env.PATH ?? '';
const request = (argv: readonly string[], more: Partial<ProgramRequest> = {}): ProgramRequest => ({
  argv,
  folder,
  options: { env: { PATH } },
  signal: new AbortController().signal,
  ...more,
});
const line = (text: string, more: Partial<ProgramRequest> = {}) =>
  request(['sh', '-c', text], more);
const prints = 'process.stdout.write(JSON.stringify([process.argv.slice(1), process.env]))';

/** Waits for something that another process does. */
async function until(holds: () => boolean): Promise<void> {
  for (const begun = Date.now(); !holds(); ) {
    if (Date.now() - begun > 60_000) throw new Error('it did not come to pass in a minute');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
const isAlive = (pid: number): boolean => {
  // A process that has ended and that nobody has waited for yet is not alive.
  const stat = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)]);
  return stat.status === 0 && !String(stat.stdout).startsWith('Z');
};

describe.each([
  ['in a lane', executeInLane],
  ['alone', executeAlone],
])('a program that runs %s', (_, run) => {
  it('says how it ended and what it printed on each stream', async () => {
    expect(await run(line('echo a; echo b >&2; printf c; exit 3'))).toEqual({
      exitCode: 3,
      stdout: 'a\nc',
      stderr: 'b',
    });
  });

  it('is in its folder and has nothing to read', async () => {
    expect(await run(line('pwd; cat'))).toMatchObject({ stdout: folder });
  });

  it('has the environment that was given and no other', async () => {
    const env = { MINE: 'it\'s $HOME `id`\n\\ "quoted"', EMPTY: '' };
    const argv = [process.execPath, '-e', prints, "a'b", '--x', '', '$HOME\n;exit 9', '\\'];
    const { stdout } = await run(request(argv, { options: { env } }));
    expect(JSON.parse(stdout)).toEqual([argv.slice(3), env]);
  });

  it('that is not there, or may not be executed, is said', async () => {
    await expect(run(request(['no-such-program-of-ours']))).rejects.toThrow(
      /no-such-program-of-ours/,
    );
  });

  it('may end with 127 itself', async () => {
    expect(await run(line('exit 127'))).toMatchObject({ exitCode: 127 });
  });

  it.each([
    ['KILL', 137],
    ['TERM', 143],
  ])(
    'keeps what it printed before SIG%s, which is told as a shell does',
    async (name, exitCode) => {
      expect(await run(line(`echo before; kill -${name} $$`))).toMatchObject({
        exitCode,
        stdout: 'before',
      });
    },
  );

  it('is ended by its time, with what it started', async () => {
    const options = { env: { PATH }, timeoutSeconds: 0.5 };
    const text = 'sleep 300 & echo $! > child; wait';
    await expect(run(line(text, { options }))).rejects.toThrow('sh ran longer than 0.5 s');
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    await until(() => !isAlive(child));
  });

  it('is ended by an interrupt, with what it started', async () => {
    const controller = new AbortController();
    const running = run(
      line('sleep 300 & echo $! > part; mv part child; wait', { signal: controller.signal }),
    );
    const ended = expect(running).rejects.toThrow('interrupted');
    await until(() => existsSync(join(folder, 'child')));
    controller.abort();
    await ended;
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    await until(() => !isAlive(child));
  });

  it('that fails leaves nothing running', async () => {
    expect(await run(line('sleep 300 & echo $! > child; exit 1'))).toMatchObject({ exitCode: 1 });
    expect(isAlive(Number(readFileSync(join(folder, 'child'), 'utf8')))).toBe(false);
  });

  it('that is killed leaves nothing running', async () => {
    const killed = await run(line('sleep 300 & echo $! > child; kill -9 $$'));
    expect(killed).toMatchObject({ exitCode: 137 });
    expect(isAlive(Number(readFileSync(join(folder, 'child'), 'utf8')))).toBe(false);
  });

  it('is heard while it runs', async () => {
    const heard: string[] = [];
    const running = run(
      line('echo early; until [ -e go ]; do sleep 0.05; done; echo late >&2', {
        onOutput: (chunk, stream) => heard.push(`${stream}: ${Buffer.from(chunk)}`),
      }),
    );
    await until(() => heard.length > 0);
    expect(heard).toEqual(['stdout: early\n']);
    execFileSync('touch', [join(folder, 'go')]);
    await running;
    expect(heard).toEqual(['stdout: early\n', 'stderr: late\n']);
  });

  it.runIf(process.platform === 'linux')('has its CPU time counted', async () => {
    let used = 0;
    const onCpu = (seconds: number): void => {
      used += seconds;
    };
    const spin = 'while (process.cpuUsage().user < 2e5);';
    await run(request([process.execPath, '-e', spin], { onCpu }));
    expect(used).toBeGreaterThan(0.19);
    expect(used).toBeLessThan(20);
  });
});

it('a program alone leaves nothing running, also where it went well', async () => {
  expect(await executeAlone(line('sleep 300 & echo $! > child'))).toMatchObject({ exitCode: 0 });
  expect(isAlive(Number(readFileSync(join(folder, 'child'), 'utf8')))).toBe(false);
});

describe('programs in lanes', () => {
  it('leave no file beside their folder', async () => {
    await executeInLane(line('echo a; echo b >&2'));
    expect(readdirSync(above)).toHaveLength(1);
  });

  it('run beside one another, each with its own output', async () => {
    const all = await Promise.all(
      Array.from({ length: 8 }, (_, n) => executeInLane(line(`sleep 0.0${n}; echo ${n}`))),
    );
    expect(all.map(({ stdout }) => stdout)).toEqual(['0', '1', '2', '3', '4', '5', '6', '7']);
  });

  it('are over when the run is: what they left behind is ended', async () => {
    await executeInLane(line('sleep 300 & echo $! > child'));
    const child = Number(readFileSync(join(folder, 'child'), 'utf8'));
    expect(isAlive(child)).toBe(true);
    await endRun();
    expect(isAlive(child)).toBe(false);
  });

  it('start any words as they are, in any shell of POSIX', () => {
    const shells = ['sh', 'bash', 'dash'].filter((sh) => spawnSync(sh, ['-c', ':']).status === 0);
    const words = fc.array(
      fc.string({ unit: 'grapheme-ascii' }).map((s) => s.replaceAll('\0', '')),
    );
    fc.assert(
      fc.property(words, fc.constantFrom(...shells), (argv, sh) => {
        const [stdout, stderr] = [join(above, 'o'), join(above, 'e')];
        const start = { argv: ['printf', '%s\\0', ...argv], folder, env: { PATH }, stdout, stderr };
        const input = startScript(start, sh === 'dash' ? 'bare' : 'through-env');
        expect(String(execFileSync(sh, [], { input, env: {} }))).toBe('0\n');
        const expected = argv.length === 0 ? '\0' : argv.map((word) => `${word}\0`).join('');
        expect(readFileSync(stdout, 'utf8')).toBe(expected);
      }),
      { numRuns: 60 },
    );
  });
});

describe('what a shell would change', () => {
  it.each([
    [{ argv: ['a'], env: { 'A.B': '1' } }],
    [{ argv: ['a'], env: { IFS: '1' } }],
    [{ argv: ['a'], env: { PWD: '/' } }],
    [{ argv: ['-a'], env: {} }],
    [{ argv: ['a=b'], env: {} }],
    [{ argv: ['a', '\0'], env: {} }],
  ])('%j is started without one', (start) => {
    expect(suitsShell(start)).toBe(false);
  });

  it('goes to the program all the same', async () => {
    const env = { 'A.B': '1', IFS: 'x', PATH };
    const argv = [process.execPath, '-e', prints];
    const { stdout } = await execute(request(argv, { options: { env } }));
    expect(JSON.parse(stdout)).toEqual([[], env]);
  });

  it('like an input, which only a program without one lacks', async () => {
    const options = { env: { PATH }, stdin: 'given' };
    expect(await execute(request(['cat'], { options }))).toMatchObject({ stdout: 'given' });
  });
});
