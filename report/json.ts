import type { EventSink } from '../engine/events.ts';
import type { TextOut } from './text-out.ts';

/** One JSON object a line, the last one the summary. `steps` adds the name of a node's step, where it has one. */
export function jsonSink(out: TextOut, steps: ReadonlyMap<string, string>): EventSink {
  return (event) => {
    const step = 'node' in event && event.node !== undefined ? steps.get(event.node) : undefined;
    out.write(`${JSON.stringify(step === undefined ? event : { ...event, step })}\n`);
  };
}
