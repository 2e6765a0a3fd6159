import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { acquireLock, holder, type Lock, type LockOptions } from '../../cache/lock.ts';
import { ended, linesOf, newWorkspace, startChild } from './workspace.ts';

const locks: Lock[] = [];
afterEach(() => {
  for (const lock of locks.splice(0)) lock.release();
  vi.useRealTimers();
});

async function lockIt(workspace: string, options: Partial<LockOptions> = {}): Promise<Lock> {
  const lock = await acquireLock(workspace, { wait: false, ...options });
  if (!lock.ok) throw new Error(lock.error.message);
  locks.push(lock.value);
  return lock.value;
}

async function heldByChild(workspace: string) {
  const child = startChild('holder', workspace);
  const { value } = await linesOf(child).next();
  expect(value).toBe('held');
  return child;
}

describe('the lock of a workspace', () => {
  test('is for one, and free again when given back', async () => {
    const workspace = newWorkspace();
    const lock = await lockIt(workspace, { command: 'mlip-auto run cu.yaml' });
    expect(lock.warnings).toEqual([]);
    const second = await acquireLock(workspace, { wait: false });
    expect(second).toMatchObject({ ok: false, error: { code: 'E0702' } });
    expect(!second.ok && second.error.message).toContain(
      `pid ${process.pid} on ${hostname()} since `,
    );
    expect(!second.ok && second.error.message).toContain('`mlip-auto run cu.yaml`');
    lock.release();
    lock.release();
    await lockIt(workspace);
  });

  test('of another workspace is another', async () => {
    await lockIt(newWorkspace());
    await lockIt(newWorkspace());
  });

  test('is free at once when its holder is killed', async () => {
    const workspace = newWorkspace();
    const child = await heldByChild(workspace);
    expect(await acquireLock(workspace, { wait: false })).toMatchObject({ ok: false });
    child.kill('SIGKILL');
    await ended(child);
    expect(readdirSync(join(workspace, '.mlip'))).toContain('lock.json');
    expect(holder(workspace)).toBeUndefined();
    await lockIt(workspace);
  });

  test('comes to the one that waits, who is told on whom', async () => {
    const workspace = newWorkspace();
    const child = await heldByChild(workspace);
    const told: string[] = [];
    const onWait = (words: string) => {
      told.push(words);
      child.kill('SIGKILL');
    };
    await lockIt(workspace, { wait: true, onWait });
    expect(told).toHaveLength(1);
    expect(told[0]).toMatch(
      new RegExp(`^pid ${child.pid} on .+ since \\d\\d:\\d\\d, \`mlip-auto run x.yaml\`$`),
    );
  });

  test('is no longer waited for when interrupted', async () => {
    const workspace = newWorkspace();
    await lockIt(workspace);
    const interrupt = new AbortController();
    const onWait = () => interrupt.abort();
    const waited = await acquireLock(workspace, { wait: true, onWait, signal: interrupt.signal });
    expect(waited).toMatchObject({ ok: false, error: { code: 'E0702' } });
  });

  test('tells who holds it, without taking or making anything', async () => {
    const workspace = newWorkspace();
    expect(holder(workspace)).toBeUndefined();
    expect(readdirSync(workspace)).toEqual([]);
    const lock = await lockIt(workspace, { command: 'mlip-auto run' });
    expect(holder(workspace)).toContain('`mlip-auto run`');
    expect(JSON.parse(readFileSync(join(workspace, '.mlip/lock.json'), 'utf8'))).toMatchObject({
      pid: process.pid,
      host: hostname(),
    });
    lock.release();
    expect(holder(workspace)).toBeUndefined();
    expect(readdirSync(join(workspace, '.mlip'))).toEqual(['lock.db']);
  });

  test('started on another day says which', async () => {
    const workspace = newWorkspace();
    vi.setSystemTime(new Date(2026, 2, 5, 9, 7));
    await lockIt(workspace);
    expect(holder(workspace)).toContain('since 09:07,');
    vi.setSystemTime(new Date(2026, 2, 6, 9, 7));
    expect(holder(workspace)).toContain('since 2026-03-05 09:07,');
  });

  test('does not trust what is written beside it', async () => {
    const workspace = newWorkspace();
    (await lockIt(workspace)).release();
    writeFileSync(join(workspace, '.mlip/lock.json'), '{"pid":1,"host":"x"');
    expect(holder(workspace)).toBeUndefined();
    const child = await heldByChild(workspace);
    writeFileSync(join(workspace, '.mlip/lock.json'), '{"pid":');
    expect(holder(workspace)).toBe('another process');
    child.kill('SIGKILL');
  });

  test('in a place that cannot be one is refused', async () => {
    const workspace = newWorkspace();
    writeFileSync(join(workspace, '.mlip'), 'a file');
    const refused = await acquireLock(workspace, { wait: true });
    expect(refused).toMatchObject({ ok: false, error: { code: 'E0703' } });
  });
});
