import { setImmediate } from 'node:timers/promises';

/** So long work may go on without a pause, in milliseconds. */
const LONGEST_MS = 20;

let last = 0;

/**
 * A turn of the event loop, if the last one was long ago. Work that never waits for anything outside would else
 * keep Ctrl-C, timers and the next frame of the progress waiting to its end.
 */
export async function breath(): Promise<void> {
  if (performance.now() - last < LONGEST_MS) return;
  await setImmediate();
  last = performance.now();
}
