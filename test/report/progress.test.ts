import { PassThrough } from 'node:stream';
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import { type EngineEvent, type EventSink, MANY_NODES } from '../../engine/events.ts';
import { paint } from '../../report/paint.ts';
import { progressSink } from '../../report/progress.ts';
import { EVENTS, summary } from './events.ts';

function shown(live: boolean, steps: ReadonlyMap<string, string> = new Map()): string {
  const out = new PassThrough();
  const sink = progressSink({ out, live, paint: paint(false), steps, now: () => 0 });
  EVENTS.forEach(sink);
  return String(out.read());
}

/** A screen whose clock and timer the test moves. */
function watched(live: boolean, columns = 100) {
  const out = new PassThrough();
  const timers = new Set<() => void>();
  let now = 0;
  const sink: EventSink = progressSink({
    out,
    live,
    columns,
    paint: paint(false),
    steps: new Map(),
    now: () => now,
    every: (_, tick) => {
      timers.add(tick);
      return () => timers.delete(tick);
    },
  });
  sink(EVENTS[0] as EngineEvent);
  return {
    sink,
    read: () => String(out.read()),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
    tick: () => {
      for (const tick of timers) tick();
    },
    ticking: () => timers.size,
  };
}

const start = (node: string): EngineEvent => ({
  type: 'node-started',
  node,
  stage: 'oracle',
  reason: 'not run before',
});

const finish = (node: string): EngineEvent => ({
  type: 'node-finished',
  node,
  outcome: 'executed',
  seconds: 1,
});

describe('progress', () => {
  it('is plain lines without cursor moves where the screen is no terminal', () => {
    expect(shown(false)).toBe(
      [
        '  labels     started (with.cutoff 5 → 6)',
        '  labels: a choice',
        `  labels: a kept object is lost (${digestBytes('x').slice(0, 19)}): its file was deleted; it is made again`,
        '  results/cu.yace was changed by someone: moved to results/cu.yace.changed-1',
        '✓ labels     done in 1.3 s, 5 items (2 reused)',
        '✗ potential  failed (invalid): no energies',
        '    name the energy key',
        '',
      ].join('\n'),
    );
  });

  it('redraws a block for what runs on a terminal, and erases it at the end', () => {
    const text = shown(true);
    expect(text).toContain('██████████░░░░░░░░░░ 3/6 0.0 s');
    expect(text).toContain('\u001b[1A\u001b[0J');
    expect(text.slice(text.lastIndexOf('\u001b[0J'))).not.toContain('░');
  });

  it('calls nodes by the names of their steps', () => {
    expect(shown(false, new Map([['labels', 'Oracle']]))).toContain('✓ Oracle     done');
  });

  it('moves the clock of a block on while nothing is heard, and stops at the end', () => {
    const screen = watched(true);
    screen.sink(start('labels'));
    screen.sink(start('potential'));
    expect(screen.ticking()).toBe(1);
    screen.pass(42_000);
    screen.tick();
    expect(screen.read()).toMatch(/labels\s+42 s\n.*potential\s+42 s\n$/);
    screen.sink(finish('labels'));
    expect(screen.ticking()).toBe(1);
    screen.sink(finish('potential'));
    expect(screen.ticking()).toBe(0);
  });

  it('draws a block at most every 80 ms, however many items end', () => {
    const screen = watched(true);
    screen.sink(start('labels'));
    screen.read();
    for (let done = 1; done <= 1000; done++) {
      screen.pass(1);
      screen.sink({ type: 'progress', node: 'labels', done, total: 1000 });
    }
    expect(screen.read().match(/\/1000/g)).toHaveLength(12);
  });

  it('leaves no block behind where an interrupt cut the nodes off', () => {
    const screen = watched(true);
    screen.sink(start('labels'));
    screen.read();
    screen.sink({ ...summary, ok: false, interrupted: true });
    expect(screen.read()).toBe('\u001b[1A\u001b[0J');
    expect(screen.ticking()).toBe(0);
  });

  it('never writes a line wider than the terminal', () => {
    const screen = watched(true, 30);
    screen.sink(start('labels'));
    screen.sink({ type: 'progress', node: 'labels', done: 1, total: 2, words: 'x'.repeat(99) });
    screen.pass(100);
    screen.sink({ type: 'progress', node: 'labels', done: 2, total: 2, words: 'x'.repeat(99) });
    const lines = screen.read().split('\n');
    expect(Math.max(...lines.map((line) => stripVTControlCharacters(line).length))).toBe(30);
  });

  it('tells a log every half minute how far a node is', () => {
    const screen = watched(false);
    screen.sink(start('labels'));
    screen.read();
    for (let done = 1; done <= 90; done++) {
      screen.pass(1000);
      screen.sink({ type: 'progress', node: 'labels', done, total: 90, words: 'structures' });
    }
    expect(screen.read().split('\n').filter(Boolean)).toEqual([
      '  labels     30/90 structures, after 30 s',
      '  labels     60/90 structures, after 1 min 0 s',
      '  labels     90/90 structures, after 1 min 30 s',
    ]);
    expect(screen.ticking()).toBe(0);
  });

  it('says five failed items of a node one by one, and that there are more', () => {
    const screen = watched(false);
    screen.sink(start('labels'));
    screen.read();
    const item = digestBytes('item');
    for (let count = 0; count < 1000; count++) {
      screen.sink({ type: 'item-failed', node: 'labels', item, class: 'physics', message: 'no' });
    }
    const lines = screen.read().split('\n').filter(Boolean);
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe(`  labels: ${item.slice(0, 19)} failed (physics): no`);
    expect(lines[5]).toBe('  labels: more items fail; they are counted at the end');
  });

  it('marks nodes that were reused and that were skipped, in colour where asked', () => {
    const out = new PassThrough();
    const sink = progressSink({ out, live: false, paint: paint(true), steps: new Map() });
    for (const outcome of ['cached', 'skipped', 'executed'] as const) {
      sink({ type: 'node-finished', node: 'labels', outcome, seconds: 0 });
    }
    expect(String(out.read()).split('\n')).toEqual([
      '\u001b[32m=\u001b[39m labels  up to date',
      '\u001b[33m-\u001b[39m labels  skipped',
      '\u001b[32m✓\u001b[39m labels  done in 0.0 s',
      '',
    ]);
  });
});

describe('very many nodes', () => {
  const nodes = Array.from({ length: MANY_NODES + 1 }, (_, at) => `n${at}`);
  const cached = (node: string): EngineEvent => ({
    type: 'node-finished',
    node,
    outcome: 'cached',
    seconds: 0,
  });
  function said(ends: readonly EngineEvent[], executed: number): string {
    const out = new PassThrough();
    const steps = new Map();
    const sink = progressSink({ out, live: false, paint: paint(false), steps, now: () => 0 });
    sink({ type: 'run-started', run: 'r', pipeline: 'p', file: 'p.yaml', nodes });
    ends.forEach(sink);
    const counts = { executed, cached: nodes.length - executed, failed: 0, skipped: 0 };
    sink({ ...summary, nodes: counts });
    return String(out.read() ?? '');
  }

  it('are counted where they are up to date', () => {
    const [first, second, ...rest] = nodes as [string, string, ...string[]];
    const ends = [cached(first), finish(second), ...rest.map(cached)];
    expect(said(ends, 1)).toBe(
      ['= 1 node up to date', '✓ n1   done in 1.0 s', `= ${rest.length} nodes up to date`, ''].join(
        '\n',
      ),
    );
  });

  it('are not said where all of them are', () => {
    expect(said(nodes.map(cached), 0)).toBe('');
  });

  it('but sets, of which items may have failed, are', () => {
    const items = { executed: 0, cached: 2, failed: 1, skipped: 0 };
    const set = { ...cached('n0'), items } as EngineEvent;
    expect(said([set], 0)).toBe('= n0   up to date, 3 items (2 reused, 1 failed)\n');
  });
});
