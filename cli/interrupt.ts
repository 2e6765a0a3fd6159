import { EXIT } from './exit.ts';

/**
 * Ctrl-C and SIGTERM end the run cleanly: what is finished is kept, what is in flight is given up. A
 * second Ctrl-C leaves at once, which loses nothing that was finished either.
 */
export function onInterrupt(): { readonly signal: AbortSignal } {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort(new Error('interrupted'));
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return { signal: controller.signal };
}
