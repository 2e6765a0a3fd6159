import type { Index } from './index-db.ts';

/** One run as remembered. Without `ended` it is going on, or was killed. */
export interface RunRow {
  readonly id: string;
  readonly pipeline: string;
  readonly file: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly summary?: string;
}

/** The runs of a workspace. */
export interface Runs {
  begin(id: string, pipeline: string, file: string, startedMs: number): void;
  /** Marks a run as ended now, with its summary. */
  end(id: string, summaryJson: string): void;
  /** The newest first. */
  latest(count: number): RunRow[];
}

type Row = [string, string, string, number, number | null, string | null];

/** The runs of an opened index. */
export function openRuns(index: Index): Runs {
  return {
    begin(id, pipeline, file, startedMs) {
      const sql = 'INSERT INTO runs (id, pipeline, file, started) VALUES (?, ?, ?, ?)';
      index.change(sql, id, pipeline, file, startedMs);
    },
    end(id, summaryJson) {
      const sql = 'UPDATE runs SET ended = ?, summary = ? WHERE id = ?';
      index.change(sql, Date.now(), summaryJson, id);
    },
    latest(count) {
      const sql =
        'SELECT id, pipeline, file, started, ended, summary FROM runs ORDER BY seq DESC LIMIT ?';
      return index.rows<Row>(sql, count).map(toRun);
    },
  };
}

function toRun([id, pipeline, file, startedMs, endedMs, summary]: Row): RunRow {
  return {
    id,
    pipeline,
    file,
    startedMs,
    ...(endedMs === null ? {} : { endedMs }),
    ...(summary === null ? {} : { summary }),
  };
}
