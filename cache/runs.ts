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
