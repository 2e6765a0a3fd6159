import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { StayingProgram } from '../../../engine/conversation.ts';
import { endRun } from '../../../engine/run/at-run-end.ts';
import type { Talk } from '../../../engine/run/converse.ts';
import { openSecrets } from '../../../engine/run/secrets.ts';
import { isAlive, until } from '../../support/processes.ts';
import { talkTo } from '../../support/talk.ts';

let above: string;
beforeEach(() => {
  above = mkdtempSync(join(tmpdir(), 'mlip-converse-'));
});
afterEach(async () => {
  await endRun();
  rmSync(above, { recursive: true, force: true });
});

/** Answers each line by itself and its own number; what a line says is done first. */
const ECHO = `
read -r opening; echo "$opening $$"
while read -r line; do eval "$line" >&2; echo "$line $$"; done`;

const program = (more: Partial<StayingProgram> = {}): StayingProgram => ({
  argv: ['sh', '-c', ECHO],
  passEnv: ['PATH'],
  same: 'the same',
  opening: () => 'hello',
  ...more,
});
const folder = () => mkdtempSync(join(above, 'own-'));
const talk = (
  lines: readonly string[],
  more: Partial<StayingProgram> = {},
  how: Partial<Talk> = {},
) => talkTo(program(more), lines, { folder, ...how });

const pidOf = (line: string | undefined): number => Number(line?.split(' ').at(-1));

describe('a program that stays', () => {
  it('is started once, and answers each line in its turn', async () => {
    const first = await talk([':', 'true']);
    const pid = pidOf(first.hello);
    expect(first).toEqual({ hello: `hello ${pid}`, answers: [`: ${pid}`, `true ${pid}`] });
    expect(await talk(['set -f'])).toEqual({ hello: `hello ${pid}`, answers: [`set -f ${pid}`] });
    await endRun();
    expect(isAlive(pid)).toBe(false);
  });

  it('is another one where anything that it is started with is another', async () => {
    const pids = [
      await talk([]),
      await talk([], { same: 'not the same' }, { most: 9 }),
      await talk([], { env: { A: '1' } }, { most: 9 }),
      await talk([], {}, { most: 9 }),
    ].map(({ hello }) => pidOf(hello));
    expect(new Set(pids).size).toBe(3);
    expect(pids[3]).toBe(pids[0]);
  });

  it('makes room for another kind, and works beside another of its kind', async () => {
    const [a, b] = await Promise.all([talk([':']), talk([':'])]);
    const both = [pidOf(a.hello), pidOf(b.hello)];
    expect(both[0]).not.toBe(both[1]);
    await talk([], { same: 'another kind' });
    expect(both.map(isAlive).filter(Boolean)).toHaveLength(1);
  });

  it('that ends says how, after the answers it gave; the next is a new one', async () => {
    const first = await talk([':', 'echo sorry >&2; exit 7', ':']);
    expect(first).toMatchObject({
      answers: [expect.stringMatching(/^: /)],
      ended: { exitCode: 7 },
    });
    expect(first.ended?.stderr).toBe('sorry\n');
    const second = await talk(['kill -9 $$']);
    expect(second).toMatchObject({ answers: [], ended: { exitCode: 137 } });
    expect(pidOf(second.hello)).not.toBe(pidOf(first.hello));
  });

  it('that was ended while it was idle is started anew', async () => {
    const { hello } = await talk([':']);
    process.kill(pidOf(hello), 'SIGKILL');
    // This process has heard of it when the system knows it no more.
    await until(() => spawnSync('ps', ['-p', String(pidOf(hello))]).status !== 0);
    const next = await talk([':']);
    expect(next.answers).toHaveLength(1);
    expect(next.ended).toBeUndefined();
  });

  it('that is not there, or ends before it says anything, has no hello', async () => {
    const missing = await talk([':'], { argv: ['no-such-program-anywhere'] });
    expect(missing).toMatchObject({ hello: undefined, answers: [], ended: { exitCode: 127 } });
    expect(missing.ended?.stderr).toContain('ENOENT');
    const mute = await talk([':'], { argv: ['sh', '-c', 'echo why >&2; exit 3'] });
    expect(mute).toEqual({
      hello: undefined,
      answers: [],
      ended: { exitCode: 3, stderr: 'why\n' },
    });
  });

  it('that says a line too many is ended, so that no answer is taken for that of another', async () => {
    const argv = [
      'sh',
      '-c',
      "read -r a; echo hi; read -r b; printf 'one\\ntwo\\n'; read -r c; echo 3",
    ];
    const said = await talk(['x', 'y', 'z'], { argv });
    expect(said).toMatchObject({ hello: 'hi', answers: [], ended: { exitCode: 137 } });
    expect(said.ended?.stderr).toBe('it said a line that it was not asked for');
  });

  it('that begins a line too many is ended, too: its end would be taken for an answer', async () => {
    const half = 'read -r a; echo hello; read -r a; printf "one\\ntw"; read -r a; echo o; cat';
    const first = await talk(['1', '2'], { argv: ['sh', '-c', half] });
    expect(first.answers).toEqual([]);
    expect(first.ended).toMatchObject({ stderr: 'it said a line that it was not asked for' });
  });

  it('is ended with all that it started when the work at it is', async () => {
    const ending = new AbortController();
    const file = join(above, 'pids');
    const asked = talk(
      [`sleep 3600 & echo "$$ $!" > ${file}; wait`],
      {},
      { signal: ending.signal },
    );
    await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
    const pids = readFileSync(file, 'utf8').split(' ').map(Number);
    expect(pids.map(isAlive)).toEqual([true, true]);
    ending.abort();
    await expect(asked).rejects.toThrow('interrupted');
    await until(() => !pids.some(isAlive));
  });

  it('is heard on its standard error, without secrets, and has its CPU time counted', async () => {
    const secrets = openSecrets({ TOKEN: 'hush-hush' });
    secrets.use('TOKEN');
    const said: Uint8Array[] = [];
    let cpu = 0;
    const how = {
      secrets,
      log: { say: () => {}, output: (chunk: Uint8Array) => void said.push(chunk) },
      onCpu: (seconds: number) => {
        cpu += seconds;
      },
    };
    const busy = 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done';
    await talk(['echo hush-hush', busy], {}, how);
    expect(Buffer.concat(said).toString()).toBe('***\n');
    expect(cpu).toBeGreaterThan(0.02);
    const first = cpu;
    await talk([':'], {}, how);
    expect(cpu - first).toBeLessThan(first);
  });

  it('has its folder for as long as it stays', async () => {
    const opening = (own: string) => own;
    const { hello } = await talk([], { opening });
    const own = String(hello).split(' ')[0] as string;
    expect(existsSync(own)).toBe(true);
    await endRun();
    expect(existsSync(own)).toBe(false);
  });
});
