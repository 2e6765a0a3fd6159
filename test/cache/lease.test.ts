import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Database } from '../../base/doors/sqlite.ts';
import { acquireLock, holder, type Lock } from '../../cache/lock.ts';
import { fateOf, ownIdentity } from '../../cache/process-identity.ts';
import { ended, linesOf, newWorkspace, startChild, stateOf } from './workspace.ts';

const locks: Lock[] = [];
beforeEach(() => void vi.stubEnv('MLIP_LOCK', 'lease'));
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const sideOf = (workspace: string): string => join(workspace, '.mlip/lock.json');
const tryIt = (workspace: string) =>
  acquireLock(workspace, { wait: false, command: 'mlip-auto run p.yaml' });

async function lease(workspace: string): Promise<Lock> {
  const lock = await tryIt(workspace);
  if (!lock.ok) throw new Error(lock.error.message);
  locks.push(lock.value);
  return lock.value;
}

/** Makes a file look as if it was last written so long ago. */
function age(path: string, seconds: number): void {
  const then = Date.now() / 1000 - seconds;
  utimesSync(path, then, then);
}

/** A lease that a process of another machine holds, with its last sign of life so many seconds ago. */
function elsewhere(workspace: string, seconds: number): void {
  stateOf(workspace).close();
  const details = {
    pid: 7,
    host: 'node017',
    startedMs: 0,
    command: 'mlip-auto run',
    lease: 'other',
  };
  writeFileSync(sideOf(workspace), JSON.stringify(details));
  age(sideOf(workspace), seconds);
}

describe('a lease', () => {
  test('is for one, and free again when given back', async () => {
    const workspace = newWorkspace();
    const lock = await lease(workspace);
    expect(await tryIt(workspace)).toMatchObject({ ok: false, error: { code: 'E0702' } });
    expect(holder(workspace)).toMatch(
      new RegExp(`^pid ${process.pid} on ${hostname()} since .*, \`mlip-auto run p.yaml\`$`),
    );
    lock.release();
    lock.release();
    expect(holder(workspace)).toBeUndefined();
    expect(readdirSync(join(workspace, '.mlip'))).toEqual([]);
    await lease(workspace);
  });

  test('of a killed process of this machine is free at once', async () => {
    const workspace = newWorkspace();
    const child = startChild('holder', workspace);
    expect((await linesOf(child).next()).value).toBe('held');
    expect(holder(workspace)).toContain(`pid ${child.pid} on `);
    expect((await tryIt(workspace)).ok).toBe(false);
    child.kill('SIGKILL');
    await ended(child);
    expect(existsSync(sideOf(workspace))).toBe(true);
    expect(holder(workspace)).toBeUndefined();
    await lease(workspace);
  });

  test('of another machine holds while it gives signs of life, and not for ever', async () => {
    const workspace = newWorkspace();
    elsewhere(workspace, 100);
    expect(holder(workspace)).toContain('pid 7 on node017');
    const refused = await tryIt(workspace);
    expect(refused).toMatchObject({ ok: false, error: { code: 'E0702' } });
    age(sideOf(workspace), 200);
    expect(holder(workspace)).toBeUndefined();
    await lease(workspace);
    expect(holder(workspace)).toContain(`pid ${process.pid} on `);
    expect(readdirSync(join(workspace, '.mlip')).filter((name) => /json./.test(name))).toEqual([]);
  });

  test('that expired comes to one of several that want it', async () => {
    const workspace = newWorkspace();
    elsewhere(workspace, 1000);
    const children = [...Array(4).keys()].map(() => startChild('holder', workspace));
    const said = await Promise.all(
      children.map(async (child) => (await linesOf(child).next()).value),
    );
    expect(said.sort()).toEqual(['E0702', 'E0702', 'E0702', 'held']);
  });

  test('is renewed by signs of life', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const workspace = newWorkspace();
    const lock = await lease(workspace);
    const text = readFileSync(sideOf(workspace), 'utf8');
    age(sideOf(workspace), 1000);
    vi.advanceTimersByTime(16_000);
    expect(Date.now() - statSync(sideOf(workspace)).mtimeMs).toBeLessThan(10_000);
    expect(readFileSync(sideOf(workspace), 'utf8')).toBe(text);
    expect(lock.lost.aborted).toBe(false);
  });

  test('that was taken over is lost, and left to the one who took it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const workspace = newWorkspace();
    const lock = await lease(workspace);
    elsewhere(workspace, 0);
    const theirs = readFileSync(sideOf(workspace), 'utf8');
    vi.advanceTimersByTime(16_000);
    expect(lock.lost.aborted).toBe(true);
    lock.release();
    expect(readFileSync(sideOf(workspace), 'utf8')).toBe(theirs);
  });

  test('that cannot be read is waited for, and not for ever', async () => {
    const workspace = newWorkspace();
    elsewhere(workspace, 0);
    writeFileSync(sideOf(workspace), '{"pid":');
    const refused = await tryIt(workspace);
    expect(!refused.ok && refused.error.message).toContain('in use by another process');
    age(sideOf(workspace), 1000);
    await lease(workspace);
  });

  test('is not taken over by two: a mark stands between, and one left by a killed process goes', async () => {
    const workspace = newWorkspace();
    elsewhere(workspace, 1000);
    const mark = `${sideOf(workspace)}.after-other`;
    writeFileSync(mark, '');
    expect((await tryIt(workspace)).ok).toBe(false);
    age(mark, 100);
    expect((await tryIt(workspace)).ok).toBe(false);
    expect(existsSync(mark)).toBe(false);
    await lease(workspace);
  });

  test('keeps a local lock away, too', async () => {
    const workspace = newWorkspace();
    elsewhere(workspace, 0);
    vi.stubEnv('MLIP_LOCK', 'local');
    expect(await tryIt(workspace)).toMatchObject({ ok: false, error: { code: 'E0702' } });
    expect(holder(workspace)).toContain('node017');
    age(sideOf(workspace), 1000);
    await lease(workspace);
  });
});

describe('what is known of another process', () => {
  const own = { ...ownIdentity(), machine: 'm', boot: 'b', pids: 'p' };
  test.each([
    ['itself lives', {}, 'alive'],
    ['another machine tells nothing', { host: 'elsewhere' }, 'unknown'],
    ['another machine of that name tells nothing', { machine: 'n' }, 'unknown'],
    ['before the machine started anew it is dead', { boot: 'a' }, 'dead'],
    ['a container of its own tells nothing', { pids: 'q' }, 'unknown'],
    ['its pid is gone', { pid: 2 ** 22 + 1 }, 'dead'],
    ['its pid is used again', { began: '1' }, 'dead'],
  ] as const)('%s', (_, change, fate) => {
    expect(fateOf({ ...own, ...change }, own)).toBe(fate);
  });

  test('where machines cannot be told apart, another start is no proof', () => {
    const { machine: _, ...bare } = own;
    expect(fateOf({ ...bare, boot: 'a' }, bare)).toBe('unknown');
  });
});

describe('an index that machines share', () => {
  const journal = (workspace: string): unknown => {
    const db = new Database(join(workspace, '.mlip/index.db'), { readonly: true });
    const mode = db.pragma('journal_mode', { simple: true });
    db.close();
    return mode;
  };

  test('does without shared memory, also where it had it', () => {
    const workspace = newWorkspace();
    vi.stubEnv('MLIP_LOCK', 'local');
    const before = stateOf(workspace);
    const digest = before.objects.put('kept');
    expect(journal(workspace)).toBe('wal');
    before.close();
    vi.stubEnv('MLIP_LOCK', 'lease');
    const state = stateOf(workspace);
    expect(state.objects.isWhole(digest).ok).toBe(true);
    state.objects.put('more');
    expect(journal(workspace)).toBe('delete');
    expect(readdirSync(join(workspace, '.mlip')).sort()).toEqual(['index.db']);
    const reader = stateOf(workspace, 'read');
    expect(reader.objects.isWhole(digest).ok).toBe(true);
  });
});
