import type { EngineEvent, EventSink } from '../engine/events.ts';
import type { Paint } from './paint.ts';
import { durationWords, eventWords, itemWords } from './words.ts';

/** Where progress is shown and how. */
export interface ProgressOptions {
  readonly out: NodeJS.WritableStream;
  /** A terminal that can move its cursor: running nodes are shown in a block that is redrawn. */
  readonly live: boolean;
  readonly paint: Paint;
  /** What a node is called, where not by its id. */
  readonly steps: ReadonlyMap<string, string>;
  /** Width of the terminal in columns. */
  readonly columns?: number;
  /** Milliseconds, for tests. */
  readonly now?: () => number;
}

type Finished = Extract<EngineEvent, { readonly type: 'node-finished' }>;

interface Running {
  readonly since: number;
  done: number;
  total: number;
  words: string;
}

const REDRAW_MS = 80;
const BAR = 24;

/**
 * Progress for people: a line for each node that ends, and on a live terminal a block with a bar for each
 * one that runs. Elsewhere (a pipe, CI) a plain line for each thing that happens, with no cursor moves.
 */
export function progressSink(options: ProgressOptions): EventSink {
  const screen = new Screen(options);
  return (event) => screen.show(event);
}

/** What is on the terminal now: lives as long as the run. */
class Screen {
  readonly #options: ProgressOptions;
  readonly #running = new Map<string, Running>();
  #drawn = 0;
  #last = Number.NEGATIVE_INFINITY;
  #widest = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  show(event: EngineEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#widest = Math.max(...event.nodes.map((node) => this.#name(node).length));
        return;
      case 'node-started':
        this.#start(event.node, event.reason);
        return;
      case 'progress':
        this.#move(event.node, event.done, event.total, event.words ?? '');
        return;
      case 'node-finished':
        this.#running.delete(event.node);
        this.#say(finishedLine(event, this.#label(event.node), this.#options.paint));
        return;
      default: {
        const words = eventWords(event, (node) => this.#name(node));
        if (words !== undefined) this.#say(`  ${words}`);
      }
    }
  }

  #name(node: string): string {
    return this.#options.steps.get(node) ?? node;
  }

  #label(node: string): string {
    return this.#name(node).padEnd(this.#widest);
  }

  #now(): number {
    return (this.#options.now ?? Date.now)();
  }

  #start(node: string, reason: string): void {
    this.#running.set(node, { since: this.#now(), done: 0, total: 0, words: '' });
    if (this.#options.live) this.#draw();
    else this.#say(`  ${this.#label(node)}  started (${reason})`);
  }

  #move(node: string, done: number, total: number, words: string): void {
    const state = this.#running.get(node);
    if (!state) return;
    Object.assign(state, { done, total, words });
    if (this.#options.live && this.#now() - this.#last >= REDRAW_MS) this.#draw();
  }

  /** Prints a line that stays, above the block. */
  #say(line: string): void {
    if (this.#options.live) this.#erase();
    this.#options.out.write(`${line}\n`);
    if (this.#options.live) this.#draw();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#options.out.write(`\u001b[${this.#drawn}A\u001b[0J`);
    this.#drawn = 0;
  }

  #draw(): void {
    this.#erase();
    for (const [node, state] of this.#running) {
      this.#options.out.write(`${this.#runningLine(node, state)}\n`);
    }
    this.#drawn = this.#running.size;
    this.#last = this.#now();
  }

  #runningLine(node: string, { done, total, words, since }: Running): string {
    const elapsed = durationWords((this.#now() - since) / 1000);
    const line = `  ${this.#label(node)}  ${bar(done, total)} ${words} ${elapsed}`;
    return this.#options.paint.dim(line.slice(0, this.#options.columns ?? 100));
  }
}

function bar(done: number, total: number): string {
  if (total === 0) return '';
  const filled = Math.round((BAR * done) / total);
  return `${'█'.repeat(filled)}${'░'.repeat(BAR - filled)} ${done}/${total}`;
}

function finishedLine(event: Finished, label: string, paint: Paint): string {
  const items = event.items ? `, ${itemWords(event.items)}` : '';
  switch (event.outcome) {
    case 'executed':
      return `${paint.green('✓')} ${label}  done in ${durationWords(event.seconds)}${items}`;
    case 'cached':
      return `${paint.green('=')} ${label}  up to date${items}`;
    case 'skipped':
      return `${paint.yellow('-')} ${label}  skipped`;
    case 'failed': {
      const { message, hint, class: kind } = event.failure ?? { class: '', message: 'failed' };
      const why = `${message}${hint ? `\n    ${hint}` : ''}`;
      return `${paint.red('✗')} ${label}  failed (${kind})${items}: ${why}`;
    }
  }
}
