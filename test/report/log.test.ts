import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openRunLog } from '../../report/log.ts';
import { EVENTS, summary } from './events.ts';

it('is one JSON object a line with its time, on the disk at once', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mlip-log-'));
  try {
    const path = join(folder, 'run.jsonl');
    const before = Date.now();
    const log = openRunLog(path);
    for (const event of EVENTS) log.sink(event);
    const read = () =>
      readFileSync(path, 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));
    expect(read().map(({ event }) => event)).toEqual(EVENTS.map(({ type }) => type));
    log.sink(summary);
    log.close();
    const last = read().at(-1);
    expect(last).toMatchObject({ event: 'summary', ok: true, nodes: summary.nodes });
    const at = Date.parse(last.time);
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(Date.now());
    expect(Object.keys(last)).not.toContain('hostname');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
