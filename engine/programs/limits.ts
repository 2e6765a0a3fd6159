import { GRACE_MS, interrupted, tooLong } from './request.ts';

/** What may end a program before its time. */
export interface Limits {
  readonly signal: AbortSignal;
  readonly seconds?: number | undefined;
  /** Its name, for messages. */
  readonly program: string;
}

/**
 * Has a program ended when its time is up or the run is interrupted: asked to, and after a grace made to. `why`
 * says why it was, if it was.
 */
export function limited(
  kill: (signal: 'SIGTERM' | 'SIGKILL') => void,
  { signal, seconds, program }: Limits,
): { readonly why: () => Error | undefined; readonly close: () => void } {
  let why: Error | undefined;
  const timers: NodeJS.Timeout[] = [];
  const end = (because: Error): void => {
    if (why) return;
    why = because;
    kill('SIGTERM');
    timers.push(setTimeout(() => kill('SIGKILL'), GRACE_MS));
  };
  const onAbort = (): void => end(interrupted());
  signal.addEventListener('abort', onAbort, { once: true });
  if (seconds !== undefined) {
    timers.push(setTimeout(() => end(tooLong(program, seconds)), seconds * 1000));
  }
  const close = (): void => {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  };
  return { why: () => why, close };
}
