import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { EngineEvent } from '../../engine/events.ts';
import { openRunLog } from '../../report/log.ts';
import { readRunLog } from '../../report/read-log.ts';
import { runProgress, runProgressWords } from '../../report/running.ts';
import { type PastRun, pastRunWords } from '../../report/runs.ts';
import { summary } from './events.ts';

const run: PastRun = {
  id: 'r',
  pipeline: 'cu',
  file: 'cu.yaml',
  startedMs: 0,
  outcome: 'done',
  summary,
};

describe('a past run in a line', () => {
  it('says what it did and what that cost', () => {
    expect(pastRunWords(run)).toBe(
      '1970-01-01 00:00:00Z  cu  (cu.yaml)  done in 2.1 s (3.2 s of CPU): 2 nodes executed, 1 reused; items: 3 made, 2 reused',
    );
  });

  it('names what failed and what was skipped', () => {
    const nodes = { executed: 1, cached: 0, failed: 1, skipped: 2 };
    const items = { executed: 3, cached: 0, failed: 4, skipped: 0 };
    const words = pastRunWords({
      ...run,
      outcome: 'failed',
      summary: { ...summary, nodes, items },
    });
    expect(words).toMatch(
      /failed in .*: 1 node executed, 0 reused, 1 failed, 2 skipped; items: 3 made, 0 reused, 4 failed$/,
    );
  });

  it('that has no end was killed, or goes on', () => {
    const { summary: _, ...open } = run;
    expect(pastRunWords({ ...open, outcome: 'killed' })).toMatch(
      /was killed; the next run goes on/,
    );
    expect(pastRunWords({ ...open, outcome: 'running' })).toMatch(/going on$/);
  });
});

const nodes = ['a', 'b', 'c'];
const started: EngineEvent = { type: 'run-started', run: 'r', pipeline: 'p', file: 'f', nodes };
const begin = (node: string): EngineEvent => ({
  type: 'node-started',
  node,
  stage: 's',
  reason: 'new',
});
const moved = (node: string, done: number): EngineEvent => ({
  type: 'progress',
  node,
  done,
  total: 9,
  words: 'of it',
});
const finished = (node: string): EngineEvent => ({
  type: 'node-finished',
  node,
  outcome: 'failed',
  seconds: 1,
});
const EVENTS = [started, begin('a'), begin('b'), moved('a', 1), moved('b', 2), moved('a', 3)];

describe('a run that goes on', () => {
  it('is as far as its last events say', () => {
    const progress = runProgress([...EVENTS, finished('b')]);
    expect(progress).toEqual({
      ended: 1,
      nodes: 3,
      failed: 1,
      running: [{ node: 'a', done: 3, total: 9, words: 'of it' }],
    });
    expect(runProgressWords(progress)).toEqual([
      '1 of 3 nodes ended, 1 of them failed',
      '  a  3 of 9  of it',
    ]);
  });

  it('is read from its log, whose last line may be in the making', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mlip-log-'));
    const path = join(folder, 'r.jsonl');
    expect(readRunLog(path)).toEqual([]);
    const log = openRunLog(path);
    EVENTS.forEach(log.sink);
    log.close();
    writeFileSync(path, '{"level":30,"event":"node-fin', { flag: 'a' });
    expect(runProgress(readRunLog(path))).toEqual(runProgress(EVENTS));
    expect(readRunLog(path)).toHaveLength(EVENTS.length - 1);
    rmSync(folder, { recursive: true });
  });
});
