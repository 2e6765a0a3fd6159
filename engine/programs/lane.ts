import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readSync } from 'node:fs';
import type { Socket } from 'node:net';
import { endGroup, killGroup } from './process-group.ts';
import { PROBE, type ShellKind } from './script.ts';

/** How many ticks of `/proc` make a second: 100 on every Linux that Node runs on. */
const TICKS = 100;
/** A line of the system's account of a process is shorter. */
const ACCOUNT = Buffer.alloc(4096);

interface Waiting {
  readonly resolve: (status: number) => void;
  readonly reject: (error: Error) => void;
}

/**
 * A small shell that starts programs for this process, one at a time. To start one, the system copies the
 * page tables of whoever asks: of an engine that is some hundred megabytes, which costs milliseconds; of
 * such a shell next to nothing. It leads a process group of its own, in which all that it starts is ended.
 */
export class Lane {
  readonly #shell: ChildProcess;
  readonly #gone: Promise<void>;
  #waiting: Waiting | undefined;
  #said = '';
  #dead = false;
  /** The system's account of the shell, held open: it is read twice a program. */
  #account: number | undefined;

  constructor(shell = 'sh') {
    this.#shell = spawn(shell, [], {
      cwd: '/',
      env: {},
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    this.#gone = new Promise((resolve) => {
      const end = (error: Error): void => {
        this.#dead = true;
        this.#closeAccount();
        this.#waiting?.reject(error);
        resolve();
      };
      this.#shell.once('error', end);
      this.#shell.once('exit', () => end(new Error(`${shell} ended while a program ran`)));
    });
    this.#stdout.on('data', (chunk: Uint8Array) => this.#hear(String(chunk)));
    this.#stdin.on('error', () => {});
    // What is meant for the program shall not end the shell, which says how the program ended.
    this.#stdin.write('trap : TERM\n');
    this.#hold(false);
  }

  /** Has it execute the lines of a script that ends by saying a status. */
  run(script: string): Promise<number> {
    if (this.#dead) return Promise.reject(new Error('the shell that starts programs is gone'));
    this.#hold(true);
    return new Promise<number>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#stdin.write(script);
    }).finally(() => {
      this.#waiting = undefined;
      this.#hold(false);
    });
  }

  /** Asks what kind of shell it is. */
  async kind(): Promise<ShellKind> {
    return (await this.run(PROBE)) === 0 ? 'bare' : 'through-env';
  }

  /** Sends a signal to everything that it started and that is still there. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    killGroup(this.#shell.pid, name);
  }

  /** Ends it, and with it all that its programs left running. */
  async end(): Promise<void> {
    if (this.#dead) return;
    this.#hold(true);
    await Promise.all([endGroup(this.#shell.pid), this.#gone]);
  }

  /** CPU seconds of it and of all that it started and that has ended. 0 where the system does not say. */
  cpuSeconds(): number {
    try {
      this.#account ??= openSync(`/proc/${this.#shell.pid}/stat`, 'r');
      const count = readSync(this.#account, ACCOUNT, 0, ACCOUNT.length, 0);
      const line = ACCOUNT.toString('latin1', 0, count);
      const fields = line.slice(line.lastIndexOf(')') + 2).split(' ', 15);
      return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS;
    } catch {
      return 0;
    }
  }

  #closeAccount(): void {
    if (this.#account !== undefined) closeSync(this.#account);
    this.#account = undefined;
  }

  get dead(): boolean {
    return this.#dead;
  }

  #hear(text: string): void {
    this.#said += text;
    const end = this.#said.indexOf('\n');
    if (end < 0) return;
    const status = Number(this.#said.slice(0, end));
    this.#said = this.#said.slice(end + 1);
    this.#waiting?.resolve(status);
  }

  get #stdin(): Socket {
    return this.#shell.stdin as Socket;
  }

  get #stdout(): Socket {
    return this.#shell.stdout as Socket;
  }

  /** Only a lane at work keeps this process from ending. */
  #hold(held: boolean): void {
    for (const one of [this.#shell, this.#stdin, this.#stdout]) held ? one.ref() : one.unref();
  }
}
