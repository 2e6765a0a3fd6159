import { execa } from '../base/doors/execa.ts';

/** A script of ours that runs as a process of its own. */
export interface ScriptProcess {
  /** Its exit code (none where a signal ended it) and what it sent with `process.send`. */
  readonly ended: Promise<{ readonly code: number | undefined; readonly sent: readonly unknown[] }>;
  /** Sends it a signal. */
  stop(signal: 'SIGINT' | 'SIGTERM'): void;
}

/**
 * Starts a script of ours with this Node, writing where this process writes. It leads a group of its own: a
 * Ctrl-C reaches it only through `stop`, and so once.
 */
export function startScript(path: string, argv: readonly string[]): ScriptProcess {
  const child = execa(process.execPath, [path, ...argv], {
    stdin: 'ignore',
    stdout: 'inherit',
    stderr: 'inherit',
    ipc: true,
    detached: true,
    reject: false,
    forceKillAfterDelay: false,
  });
  return {
    ended: child.then(({ exitCode, ipcOutput }) => ({ code: exitCode, sent: ipcOutput })),
    stop: (signal) => {
      child.kill(signal);
    },
  };
}
