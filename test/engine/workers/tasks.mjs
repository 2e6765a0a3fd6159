// Work for the worker threads of the pool's test.
/** @param {number} x */
export const double = (x) => 2 * x;

/** Computes until its thread is ended. */
export function endless() {
  for (let k = 0; ; k++) if (k < 0) return k;
}

export function broken() {
  throw new Error('broken on purpose');
}
