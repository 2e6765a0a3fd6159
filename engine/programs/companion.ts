import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { cpuOf } from '../child-cpu.ts';
import { endGroup, killGroup } from './process-group.ts';

/** How much is kept of the last that it said on its standard error, characters. */
const LAST = 4000;
/** How long its streams may stay open after its end, ms: something of its own may hold them. */
const LINGER_MS = 1000;
const NEWLINE = 0x0a;

/** How a program that stayed has ended. */
export interface Ended {
  readonly exitCode: number;
  readonly stderr: string;
}

/** What a companion is started with. */
export interface CompanionStart {
  readonly argv: readonly string[];
  /** Its whole environment. */
  readonly env: { readonly [name: string]: string };
  readonly folder: string;
}

/**
 * A program that stays and answers a line by a line. It leads a process group of its own, in which all that it
 * starts is ended. A line that nobody asked for ends it: what came next might be taken for another's answer.
 */
export class Companion {
  readonly folder: string;
  /** Has what it says on its standard error; nobody listens while it is idle. */
  onStderr: (chunk: Uint8Array) => void = () => {};
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #isGone = false;
  /** It said what it was not asked for: nothing more of it is heard. */
  #isRefused = false;
  #ended: Ended | undefined;
  #stderr = '';
  #parts: Uint8Array[] = [];
  #waiting: ((line: string | undefined) => void) | undefined;

  constructor({ argv, env, folder }: CompanionStart) {
    const [program, ...rest] = argv as [string, ...string[]];
    this.folder = folder;
    this.#child = spawn(program, rest, { cwd: folder, env: { ...env }, detached: true });
    this.#gone = new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(this.#end(127, error.message)));
      this.#child.once('exit', (code, signal) => {
        this.#isGone = true;
        killGroup(this.#child.pid, 'SIGKILL');
        const end = () =>
          resolve(this.#end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
        const late = setTimeout(end, LINGER_MS);
        this.#child.once('close', () => {
          clearTimeout(late);
          end();
        });
      });
    });
    const { stdin, stdout, stderr } = this.#streams;
    stdin.on('error', () => {});
    stdout.on('data', (chunk: Uint8Array) => this.#hear(chunk));
    stderr.on('data', (chunk: Uint8Array) => {
      this.#stderr = (this.#stderr + Buffer.from(chunk).toString('utf8')).slice(-LAST);
      this.onStderr(chunk);
    });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** Whether it is there no more; how it ended may not be known yet. */
  get isGone(): boolean {
    return this.#isGone;
  }

  /** How it ended; undefined while it is there. */
  get ended(): Ended | undefined {
    return this.#ended;
  }

  /** Says a line, where one is given, and has the next that it says; undefined where it ended first. */
  async ask(line?: string): Promise<string | undefined> {
    if (this.#ended) return undefined;
    const answer = new Promise<string | undefined>((resolve) => {
      this.#waiting = resolve;
    });
    if (line !== undefined) this.#streams.stdin.write(`${line}\n`);
    return answer;
  }

  /** Only one that is talked to keeps this process from ending. */
  hold(held: boolean): void {
    for (const one of [this.#child, ...Object.values(this.#streams)] as Countable[])
      held ? one.ref?.() : one.unref?.();
  }

  /** Sends a signal to it and to everything that it started. */
  signal(name: 'SIGTERM' | 'SIGKILL'): void {
    if (!this.#isGone) killGroup(this.#child.pid, name);
  }

  /** Ends it, and waits for its end. */
  async end(): Promise<void> {
    this.hold(true);
    if (!this.#isGone) await endGroup(this.#child.pid);
    await this.#gone;
  }

  /** CPU seconds of it and of all that it started and waited for. 0 where the system does not say. */
  cpuSeconds(): number {
    return this.#child.pid === undefined ? 0 : cpuOf(this.#child.pid);
  }

  #end(exitCode: number, why = ''): void {
    this.#isGone = true;
    this.#ended ??= { exitCode, stderr: this.#stderr || why };
    this.#waiting?.(undefined);
    for (const stream of Object.values(this.#streams)) stream.destroy();
  }

  #hear(chunk: Uint8Array): void {
    if (this.#isRefused) return;
    const end = chunk.indexOf(NEWLINE);
    if (end < 0 && this.#waiting) {
      this.#parts.push(chunk);
      return;
    }
    const line = Buffer.concat([...this.#parts, chunk.subarray(0, end)]).toString('utf8');
    this.#parts = [];
    const answered = this.#waiting;
    this.#waiting = undefined;
    // What follows an answer, if only the beginning of a line, would be taken for a part of the next.
    if (answered && end === chunk.length - 1) answered(line);
    else this.#refuse(answered);
  }

  /** It said a line too many. */
  #refuse(answered: ((line: string | undefined) => void) | undefined): void {
    this.#isRefused = true;
    this.#stderr = 'it said a line that it was not asked for';
    this.signal('SIGKILL');
    this.#waiting = answered;
  }

  get #streams(): Streams {
    const { stdin, stdout, stderr } = this.#child;
    return { stdin, stdout, stderr } as Streams;
  }
}

interface Streams {
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
}

/** What may keep a process from ending. */
interface Countable {
  ref?(): void;
  unref?(): void;
}
