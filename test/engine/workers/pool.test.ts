import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ComputePool } from '../../../engine/workers/pool.ts';

const MODULE = new URL('../../support/worker-tasks.mjs', import.meta.url).href;
const task = (name: string) => ({ module: MODULE, name });

let pool: ComputePool;
beforeEach(() => {
  pool = new ComputePool(2);
});
afterEach(() => pool.close());

describe('a pool of worker threads', () => {
  it('runs tasks on at most its size of threads, each answer to its question', async () => {
    const payloads = Array.from({ length: 9 }, (_, at) => at);
    const answers = await Promise.all(
      payloads.map((at) => pool.run<{ payload: number; threadId: number }>(task('echo'), at)),
    );
    expect(answers.map(({ payload }) => payload)).toEqual(payloads);
    expect(new Set(answers.map(({ threadId }) => threadId)).size).toBeLessThanOrEqual(2);
  });

  it("rejects with the task's own error, and with one for a task that is not there", async () => {
    await expect(pool.run(task('refuse'), 'x')).rejects.toThrow('refused: x');
    await expect(pool.run(task('nothing'), 0)).rejects.toThrow(/exports no nothing/);
  });

  it('replaces a thread that died, and fails its task alone', async () => {
    await expect(pool.run(task('die'), 0)).rejects.toThrow(/ended \(7\)/);
    await expect(pool.run(task('echo'), 1)).resolves.toMatchObject({ payload: 1 });
  });

  it('ends a task whose signal aborts, running or waiting, and goes on with the others', async () => {
    const controllers = [0, 1, 2].map(() => new AbortController());
    const hanging = controllers.map(({ signal }) => pool.run(task('hang'), 0, signal));
    const ended = Promise.allSettled(hanging);
    const echo = pool.run(task('echo'), 5);
    for (const controller of controllers) controller.abort(new Error('time is up'));
    expect(await ended).toEqual(
      hanging.map(() => ({ status: 'rejected', reason: new Error('time is up') })),
    );
    await expect(echo).resolves.toMatchObject({ payload: 5 });
  });

  it('leaves no listener on a signal that outlives its tasks', async () => {
    const warnings: Error[] = [];
    const listen = (warning: Error): void => void warnings.push(warning);
    process.on('warning', listen);
    const { signal } = new AbortController();
    for (let i = 0; i < 20; i++) await pool.run(task('echo'), i, signal);
    process.off('warning', listen);
    expect(warnings).toEqual([]);
  });

  it('rejects everything when it is closed', async () => {
    const hanging = pool.run(task('hang'), 0);
    const ended = expect(hanging).rejects.toThrow(/interrupted/);
    await pool.close();
    await ended;
    await expect(pool.run(task('echo'), 0)).rejects.toThrow(/interrupted/);
  });
});
