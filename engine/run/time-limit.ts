/** The limit of an attempt was reached before its work ended. */
export class TimeLimit extends Error {
  readonly seconds: number;

  constructor(seconds: number) {
    super(`it ran longer than its timeout of ${seconds} s`);
    this.seconds = seconds;
  }
}

/**
 * Does `work` under a signal that is the run's own and, after `seconds`, aborts with a
 * {@link TimeLimit}; rejects then even where the work does not listen.
 */
export async function withinLimit<T>(
  seconds: number | undefined,
  run: AbortSignal,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (seconds === undefined) return work(run);
  const limit = new AbortController();
  const end = (): void => limit.abort(new TimeLimit(seconds));
  const timer = setTimeout(end, seconds * 1000);
  const signal = AbortSignal.any([run, limit.signal]);
  const reached = new Promise<never>((_, reject) => {
    limit.signal.addEventListener('abort', () => reject(limit.signal.reason as Error));
  });
  try {
    return await Promise.race([work(signal), reached]);
  } finally {
    clearTimeout(timer);
  }
}
