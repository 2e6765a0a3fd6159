import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { tolerated } from '../cache/failure.ts';
import type { EngineEvent, EventSink } from '../engine/events.ts';
import { jsonSink } from '../report/json.ts';
import type { RunLog } from '../report/log.ts';
import { paint } from '../report/paint.ts';
import { progressSink } from '../report/progress.ts';
import { type FailedNode, failedWords, summaryWords } from '../report/summary.ts';
import type { TextOut } from '../report/text-out.ts';
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
  const screen = openScreen(json, steps, process.stdout);
  const log = openLog(workspace);
  return {
    emit: (event) => {
      screen(event);
      log.sink(event);
    },
    close: log.close,
  };
}

/** What a run says, for people or for programs. */
export const openScreen = (
  json: boolean,
  steps: ReadonlyMap<string, string>,
  out: TextOut,
): EventSink => (json ? jsonSink(out, steps) : humanSink(out, steps));

function humanSink(out: TextOut, steps: ReadonlyMap<string, string>): EventSink {
  const { isTTY, columns = 100 } = process.stdout;
  const live = isTTY === true && process.env.TERM !== 'dumb' && !process.env.CI;
  const colours = paint(wantsColor(process.stdout));
  const progress = progressSink({ out, live, paint: colours, steps, columns });
  const begun = new Set<string>();
  const failed: FailedNode[] = [];
  return (event) => {
    progress(event);
    if (event.type === 'node-started') begun.add(event.node);
    if (event.type === 'node-finished' && event.outcome === 'failed') {
      const { node, failure } = event;
      const name = steps.get(node) ?? node;
      failed.push({ node, name, message: failure?.message ?? '', begun: begun.has(node) });
    }
    if (event.type !== 'summary') return;
    const lines = [summaryWords(event, colours), ...failedWords(failed, colours)];
    out.write(`${lines.join('\n')}\n`);
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
    tolerated(() => {
      mkdirSync(folder, { recursive: true });
      open = openRunLog(join(folder, `${run}.jsonl`));
    });
    // Without a log, what would have been in it goes nowhere.
    open ??= { sink: () => {}, close: () => {} };
    waiting.forEach(open.sink);
    waiting = [];
    return open;
  };
  const sink: EventSink = (event) => {
    if (event.type === 'run-started') run = event.run;
    if (open) open.sink(event);
    else waiting.push(event);
    if (event.type === 'node-started') opening ??= start();
  };
  return { sink, close: async () => (await opening)?.close() };
}
