import { pino } from 'pino';
import type { EventSink } from '../engine/events.ts';

/** A log of one run: every event as a JSON line with its time, written through pino at once. */
export interface RunLog {
  readonly sink: EventSink;
  close(): void;
}

/** Opens the log file of a run; its folder must be there. */
export function openRunLog(path: string): RunLog {
  const destination = pino.destination({ dest: path, sync: true });
  // A log is an aid: a disk that refuses it does not end the work that it tells of.
  destination.on('error', () => {});
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, destination);
  return {
    sink: ({ type, ...rest }) => log.info({ event: type, ...rest }),
    close: () => destination.end(),
  };
}
