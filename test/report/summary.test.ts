import { describe, expect, it } from 'vitest';
import { digestBytes } from '../../base/digest.ts';
import type { RunSummary } from '../../engine/events.ts';
import { paint } from '../../report/paint.ts';
import { failedWords, summaryWords, upToDateWords } from '../../report/summary.ts';
import { durationWords } from '../../report/words.ts';
import { summary } from './events.ts';

describe('what failed', () => {
  it('is said at the end, the first of many, with where the log is', () => {
    const failed = Array.from({ length: 7 }, (_, at) => ({
      ...{ node: `each[i=${at}]`, name: `each[i=${at}]` },
      ...{ message: `${'long '.repeat(40)}\nsecond line`, begun: at > 0 },
    }));
    const lines = failedWords(failed, paint(false));
    expect(lines).toHaveLength(7);
    expect(lines[0]).toMatch(/^ {2}✗ each\[i=0\] {2}(long )+.*\.\.\.$/);
    expect(lines.slice(-2)).toEqual([
      '  and 2 more',
      `  what was said: mlip-auto logs 'each[i=1]'`,
    ]);
    expect(failedWords(failed.slice(0, 1), paint(false))).toHaveLength(1);
    expect(failedWords([], paint(false))).toEqual([]);
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
    expect(words({ ok: false, nodes: { ...nodes, failed: 1, skipped: 1 } })).toBe(
      'failed: 1 of 5 nodes, 1 skipped, after 2.1 s (3.2 s of CPU): 0 nodes executed, 3 reused; items: 3 made, 2 reused',
    );
    const items = { executed: 3, cached: 2, failed: 1, skipped: 94 };
    expect(words({ interrupted: true, ok: false, items })).toBe(
      'interrupted after 2.1 s (3.2 s of CPU): 2 nodes executed, 1 reused; items: 3 made, 2 reused, 1 failed, 94 left; what was finished is kept, the same command goes on from here',
    );
  });

  it('counts very many published files', () => {
    const names = Array.from({ length: 60 }, (_, at) => `n${at}.out`);
    const digest = digestBytes('');
    const outputs = Object.fromEntries(names.map((name) => [name, { digest, path: name }]));
    const nodes = { executed: 0, cached: 60, failed: 0, skipped: 0 };
    const told = ['everything up to date: 60 nodes', '  60 files published'].join('\n');
    expect(summaryWords({ ...summary, nodes, outputs }, paint(false))).toBe(told);
    expect(upToDateWords(60, 60, paint(false))).toBe(told);
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
