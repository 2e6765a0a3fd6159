import { setMaxListeners } from 'node:events';
import { Worker } from 'node:worker_threads';
import { compiledUrl } from '../../base/compiled.ts';
import type { ComputeTask } from '../stage.ts';
import type { WorkReply, WorkRequest } from './protocol.ts';

// tsc rewrites the extension of imports, not of URLs: entry is this module's neighbour either way.
const ENTRY = import.meta.url.replace(/pool(\.[jt]s)$/, 'entry$1');

interface Job {
  readonly request: WorkRequest;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface Seat {
  readonly worker: Worker;
  job: Job | undefined;
}

function deferred<Out>() {
  let resolve!: (value: Out) => void;
  let reject!: (error: Error) => void;
  const promise = new Promise<Out>((keep, fail) => {
    resolve = keep;
    reject = fail;
  });
  return { promise, resolve, reject };
}

/**
 * Worker threads for native compute, started when first needed. Tasks are begun in the order in
 * which they come. A worker that dies fails its task alone and is replaced.
 */
export class ComputePool {
  readonly size: number;
  readonly #seats: Seat[] = [];
  readonly #queue: Job[] = [];
  #next = 0;
  #closed = false;

  constructor(size: number) {
    this.size = size;
  }

  /**
   * Runs `task` on a worker; rejects with the task's own error, or when the pool is closed. An aborted
   * `signal` ends the worker at once and rejects with the signal's reason.
   */
  run<Out>(task: ComputeTask, payload: unknown, signal?: AbortSignal): Promise<Out> {
    if (this.#closed) return Promise.reject(new Error('the run was interrupted'));
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    const id = this.#next++;
    const request = { id, module: compiledUrl(task.module), name: task.name, payload };
    const { promise, resolve, reject } = deferred<Out>();
    const job: Job = { request, resolve: resolve as (value: unknown) => void, reject };
    this.#queue.push(job);
    this.#dispatch();
    return signal ? this.#watched(promise, job, signal) : promise;
  }

  /** Ends the job with the signal. Thousands of jobs may share one signal: each listens only until it ends. */
  #watched<Out>(promise: Promise<Out>, job: Job, signal: AbortSignal): Promise<Out> {
    const stop = (): void => this.#abort(job, signal.reason as Error);
    setMaxListeners(0, signal);
    signal.addEventListener('abort', stop, { once: true });
    return promise.finally(() => signal.removeEventListener('abort', stop));
  }

  /** Ends all workers at once; what they were doing is rejected. */
  async close(): Promise<void> {
    this.#closed = true;
    const stopped = new Error('the run was interrupted');
    for (const job of this.#queue.splice(0)) job.reject(stopped);
    for (const seat of this.#seats) seat.job?.reject(stopped);
    await Promise.all(this.#seats.splice(0).map((seat) => seat.worker.terminate()));
  }

  #abort(job: Job, reason: Error): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting >= 0) this.#queue.splice(waiting, 1);
    const seat = this.#seats.find((one) => one.job === job);
    if (seat) void seat.worker.terminate();
    if (seat) this.#lose(seat, reason);
    else job.reject(reason);
  }

  #dispatch(): void {
    while (this.#queue.length > 0) {
      const seat = this.#freeSeat();
      if (!seat) return;
      seat.job = this.#queue.shift() as Job;
      seat.worker.ref();
      seat.worker.postMessage(seat.job.request);
    }
  }

  #freeSeat(): Seat | undefined {
    const free = this.#seats.find((seat) => !seat.job);
    if (free || this.#seats.length >= this.size) return free;
    return this.#open();
  }

  #open(): Seat {
    const worker = new Worker(new URL(compiledUrl(ENTRY)));
    const seat: Seat = { worker, job: undefined };
    worker.unref();
    worker.on('message', (reply: WorkReply) => this.#settle(seat, reply));
    worker.on('error', (error: Error) => this.#lose(seat, error));
    worker.on('exit', (code) => this.#lose(seat, new Error(`a worker thread ended (${code})`)));
    this.#seats.push(seat);
    return seat;
  }

  #settle(seat: Seat, reply: WorkReply): void {
    const job = seat.job;
    seat.job = undefined;
    seat.worker.unref();
    if (!job) return;
    if (reply.ok) job.resolve(reply.value);
    else job.reject(Object.assign(new Error(reply.message), { stack: reply.stack }));
    this.#dispatch();
  }

  #lose(seat: Seat, error: Error): void {
    const at = this.#seats.indexOf(seat);
    if (at >= 0) this.#seats.splice(at, 1);
    seat.job?.reject(error);
    seat.job = undefined;
    if (!this.#closed) this.#dispatch();
  }
}
