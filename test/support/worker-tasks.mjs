import { threadId } from 'node:worker_threads';

/** Answers with what it was given, and the thread that did it. */
export const echo = (payload) => ({ payload, threadId });

/** Fails as a task would. */
export const refuse = (payload) => {
  throw new Error(`refused: ${payload}`);
};

/** Never ends. */
export const hang = () => new Promise(() => setInterval(() => {}, 1000));

/** Takes its whole thread down. */
export const die = () => process.exit(7);
