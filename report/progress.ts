import { type EngineEvent, type EventSink, MANY_NODES } from '../engine/events.ts';
import type { Paint } from './paint.ts';
import type { TextOut } from './text-out.ts';
import { durationWords, eventWords, itemWords, nodeWords, widest } from './words.ts';

/** Where progress is shown and how. */
export interface ProgressOptions {
  readonly out: TextOut;
  /** A terminal that can move its cursor: running nodes are shown in a block that is redrawn. */
  readonly live: boolean;
  readonly paint: Paint;
  /** What a node is called, where not by its id. */
  readonly steps: ReadonlyMap<string, string>;
  /** Width of the terminal in columns. */
  readonly columns?: number;
  /** Milliseconds, for tests. */
  readonly now?: () => number;
  /** Calls back again and again until what it returns is called; a timer that holds no process, but for tests. */
  readonly every?: (milliseconds: number, tick: () => void) => () => void;
}

type Finished = Extract<EngineEvent, { readonly type: 'node-finished' }>;

interface Running {
  readonly since: number;
  done: number;
  total: number;
  words: string;
  failures: number;
  /** When a plain screen last said how far it is. */
  said: number;
}

const REDRAW_MS = 80;
/** The clock of a block moves on even where nothing else does. */
const TICK_MS = 1000;
/** A log that nobody watches is still told now and then that work goes on. */
const PLAIN_MS = 30_000;
/** Failed items said one by one; a broken setting can fail ten thousand. */
const FAILURES_SAID = 5;
const BAR = 20;

/**
 * Progress for people: a line for each node that ends, and on a live terminal a block with a bar for each
 * one that runs. Elsewhere (a pipe, CI) a plain line for each thing that happens, with no cursor moves.
 * Give it the summary too: the block is gone then, even where an interrupt left nodes unfinished.
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
  #stopTicking: (() => void) | undefined;
  /** Whether there are too many nodes to say of each that it is up to date, and of how many that was not said. */
  #many = false;
  #upToDate = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
  }

  show(event: EngineEvent): void {
    switch (event.type) {
      case 'run-started':
        this.#many = event.nodes.length > MANY_NODES;
        this.#widest = widest(event.nodes.map((node) => this.#name(node)));
        return;
      case 'node-started':
        this.#start(event.node, event.reason);
        return;
      case 'progress':
        this.#move(event.node, event.done, event.total, event.words ?? '');
        return;
      case 'item-failed':
        this.#fail(event);
        return;
      case 'node-finished':
        if (this.#many && event.outcome === 'cached' && !event.items) {
          this.#upToDate += 1;
          return;
        }
        this.#end([event.node]);
        this.#say(finishedLine(event, this.#label(event.node), this.#options.paint));
        return;
      case 'summary':
        this.#end([...this.#running.keys()]);
        if (event.nodes.executed + event.nodes.failed + event.nodes.skipped > 0)
          this.#sayUpToDate();
        if (this.#options.live) this.#erase();
        return;
      default:
        this.#sayEvent(event);
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
    const since = this.#now();
    this.#running.set(node, { since, done: 0, total: 0, words: '', failures: 0, said: since });
    if (!this.#options.live) {
      this.#say(`  ${this.#label(node)}  started (${reason})`);
      return;
    }
    this.#stopTicking ??= (this.#options.every ?? everyUnheld)(TICK_MS, () => this.#draw());
    this.#draw();
  }

  #end(nodes: readonly string[]): void {
    for (const node of nodes) this.#running.delete(node);
    if (this.#running.size > 0) return;
    this.#stopTicking?.();
    this.#stopTicking = undefined;
  }

  #move(node: string, done: number, total: number, words: string): void {
    const state = this.#running.get(node);
    if (!state) return;
    Object.assign(state, { done, total, words });
    const now = this.#now();
    if (this.#options.live) {
      if (now - this.#last >= REDRAW_MS) this.#draw();
    } else if (now - state.said >= PLAIN_MS) {
      state.said = now;
      const elapsed = durationWords((now - state.since) / 1000);
      this.#say(`  ${this.#label(node)}  ${`${done}/${total} ${words}`.trim()}, after ${elapsed}`);
    }
  }

  #fail(event: Extract<EngineEvent, { readonly type: 'item-failed' }>): void {
    const state = this.#running.get(event.node);
    if (state) state.failures += 1;
    const count = state?.failures ?? 0;
    if (count <= FAILURES_SAID) this.#sayEvent(event);
    if (count === FAILURES_SAID + 1) {
      this.#say(`  ${this.#name(event.node)}: more items fail; they are counted at the end`);
    }
  }

  #sayEvent(event: EngineEvent): void {
    const words = eventWords(event, (node) => this.#name(node));
    if (words !== undefined) this.#say(`  ${words}`);
  }

  #sayUpToDate(): void {
    const count = this.#upToDate;
    this.#upToDate = 0;
    if (count > 0) this.#say(`${this.#options.paint.green('=')} ${nodeWords(count)} up to date`);
  }

  /** Prints a line that stays, above the block. */
  #say(line: string): void {
    if (this.#upToDate > 0) this.#sayUpToDate();
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
    const parts = [`  ${this.#label(node)} `, bar(done, total), elapsed, words];
    const line = parts.filter((part) => part !== '').join(' ');
    return this.#options.paint.dim(line.slice(0, this.#options.columns ?? 100));
  }
}

function everyUnheld(milliseconds: number, tick: () => void): () => void {
  const timer = setInterval(tick, milliseconds).unref();
  return () => clearInterval(timer);
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
      return `${paint.yellow('-')} ${label}  ${event.failure?.message ?? 'skipped'}`;
    case 'failed': {
      const { message, hint, class: kind } = event.failure ?? { class: '', message: 'failed' };
      const why = `${message}${hint ? `\n    ${hint}` : ''}`;
      return `${paint.red('✗')} ${label}  failed (${kind})${items}: ${why}`;
    }
  }
}
