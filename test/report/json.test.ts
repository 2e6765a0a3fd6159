import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { jsonSink } from '../../report/json.ts';
import { EVENTS, summary } from './events.ts';

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
