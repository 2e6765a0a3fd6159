import { parentPort } from 'node:worker_threads';
import type { WorkReply, WorkRequest } from './protocol.ts';

type Task = (payload: unknown) => unknown;

async function answer(request: WorkRequest): Promise<WorkReply> {
  const { id } = request;
  try {
    const module = (await import(request.module)) as { [name: string]: Task | undefined };
    const task = module[request.name];
    if (!task) throw new Error(`${request.module} exports no ${request.name}`);
    return { id, ok: true, value: await task(request.payload) };
  } catch (error) {
    const thrown = error instanceof Error ? error : new Error(String(error));
    return { id, ok: false, message: thrown.message, stack: thrown.stack ?? '' };
  }
}

parentPort?.on('message', async (request: WorkRequest) => {
  parentPort?.postMessage(await answer(request));
});
