import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EngineEvent, EventSink } from '../engine/events.ts';
import { jsonSink } from '../report/json.ts';
import type { RunLog } from '../report/log.ts';
import { paint } from '../report/paint.ts';
import { progressSink } from '../report/progress.ts';
import { summaryWords } from '../report/summary.ts';
import { wantsColor } from './say.ts';

/** Where the events of a run go: the screen or `--json`, and a log once something is executed. */
export interface Sinks {
  readonly emit: EventSink;
  close(): Promise<void>;
}

export function openSinks(
  workspace: string,
  json: boolean,
  steps: ReadonlyMap<string, string>,
): Sinks {
  const screen = json ? jsonSink(process.stdout, steps) : humanSink(steps);
  const log = openLog(workspace);
  return {
    emit: (event) => {
      screen(event);
      log.sink(event);
    },
    close: log.close,
  };
}

function humanSink(steps: ReadonlyMap<string, string>): EventSink {
  const out = process.stdout;
  const live = out.isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
  const colours = paint(wantsColor(out));
  const columns = out.columns ?? 100;
  const progress = progressSink({ out, live, paint: colours, steps, columns });
  return (event) => {
    progress(event);
    if (event.type === 'summary') out.write(`${summaryWords(event, colours)}\n`);
  };
}

/** A run that executes nothing leaves no log, and does not pay for loading the logger. */
function openLog(workspace: string): { readonly sink: EventSink; close(): Promise<void> } {
  let waiting: EngineEvent[] = [];
  let opening: Promise<RunLog> | undefined;
  let open: RunLog | undefined;
  let run = 'run';
  const start = async (): Promise<RunLog> => {
    const { openRunLog } = await import('../report/log.ts');
    const folder = join(workspace, '.mlip', 'logs');
    mkdirSync(folder, { recursive: true });
    const log = openRunLog(join(folder, `${run}.jsonl`));
    waiting.forEach(log.sink);
    waiting = [];
    open = log;
    return log;
  };
  const sink: EventSink = (event) => {
    if (event.type === 'run-started') run = event.run;
    if (open) open.sink(event);
    else waiting.push(event);
    if (event.type === 'node-started') opening ??= start();
  };
  return { sink, close: async () => (await opening)?.close() };
}
