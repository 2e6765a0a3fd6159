import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import type { EngineEvent, RunSummary } from '../../engine/events.ts';
import { jsonSink } from '../../report/json.ts';
import { paint } from '../../report/paint.ts';
import { progressSink } from '../../report/progress.ts';
import { summaryWords } from '../../report/summary.ts';
import { durationWords } from '../../report/words.ts';

const counts = { executed: 3, cached: 2, failed: 0, skipped: 0 };
const summary: RunSummary = {
  type: 'summary',
  ok: true,
  nodes: { executed: 2, cached: 1, failed: 0, skipped: 0 },
  items: counts,
  outputs: {
    'labels.labels': { digest: digestBytes('a'), path: null },
    'potential.potential': { digest: digestBytes('b'), path: 'results/cu.yace' },
  },
  cost: { cpu_s: 3.2, wall_s: 2.1 },
};
const EVENTS: readonly EngineEvent[] = [
  { type: 'run-started', run: 'r', pipeline: 'p', file: '/p.yaml', nodes: ['labels', 'potential'] },
  { type: 'node-started', node: 'labels', stage: 'oracle', reason: 'with.cutoff 5 → 6' },
  { type: 'progress', node: 'labels', done: 3, total: 6 },
  { type: 'note', node: 'labels', text: 'a choice' },
  { type: 'object-lost', node: 'labels', digest: digestBytes('x'), why: 'its file was deleted' },
  { type: 'moved-aside', path: 'results/cu.yace', to: 'results/cu.yace.changed-1' },
  { type: 'node-finished', node: 'labels', outcome: 'executed', seconds: 1.25, items: counts },
  {
    type: 'node-finished',
    node: 'potential',
    outcome: 'failed',
    seconds: 0,
    failure: { class: 'invalid', message: 'no energies', hint: 'name the energy key' },
  },
];

function shown(live: boolean, steps: ReadonlyMap<string, string> = new Map()): string {
  const out = new PassThrough();
  const sink = progressSink({ out, live, paint: paint(false), steps, now: () => 0 });
  EVENTS.forEach(sink);
  return String(out.read());
}

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
    expect(text).toContain('████████████░░░░░░░░░░░░ 3/6');
    expect(text).toContain('\u001b[1A\u001b[0J');
    expect(text.slice(text.lastIndexOf('\u001b[0J'))).not.toContain('░');
  });

  it('calls nodes by the names of their steps', () => {
    expect(shown(false, new Map([['labels', 'Oracle']]))).toContain('✓ Oracle     done');
  });
});

describe('the end of a run', () => {
  it('says what was executed and reused, and where the results are', () => {
    expect(summaryWords(summary, paint(false))).toBe(
      [
        'done in 2.1 s (3.2 s of CPU): 2 nodes executed, 1 reused; items: 3 made, 2 reused',
        '  results/cu.yace  potential.potential',
      ].join('\n'),
    );
  });

  it('says that everything is up to date, that it failed, that it was cut off', () => {
    const nodes = { executed: 0, cached: 3, failed: 0, skipped: 0 };
    const words = (change: Partial<RunSummary>): string =>
      summaryWords({ ...summary, ...change, outputs: {} }, paint(false));
    expect(words({ nodes })).toBe('everything up to date: 3 nodes');
    expect(words({ ok: false, nodes: { ...nodes, failed: 1, skipped: 1 } })).toMatch(
      /^failed: 1 of 5 nodes, 1 skipped, after/,
    );
    expect(words({ interrupted: true, ok: false })).toMatch(/goes on from here/);
  });

  it('tells long times in words', () => {
    expect([0.04, 12.4, 200, 7500].map(durationWords)).toEqual([
      '0.0 s',
      '12 s',
      '3 min 20 s',
      '2 h 5 min',
    ]);
  });
});

describe('JSON lines', () => {
  it('are one object a line, with the step where a node has one', () => {
    const out = new PassThrough();
    const sink = jsonSink(out, new Map([['labels', 'Oracle']]));
    for (const event of [...EVENTS, summary]) sink(event);
    const lines = String(out.read())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines).toHaveLength(EVENTS.length + 1);
    expect(lines[1]).toEqual({ ...EVENTS[1], step: 'Oracle' });
    expect(lines[7]).toEqual(EVENTS[7]);
    expect(lines.at(-1)).toEqual(JSON.parse(JSON.stringify(summary)));
  });
});
