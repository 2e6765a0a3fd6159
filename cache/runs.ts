import type { Digest } from '../base/digest.ts';
import type { Index } from './index-db.ts';
import { readSealed, sealed, unsealed } from './sealed.ts';

/** One run as remembered. Without `ended` it is going on, or was killed. */
export interface RunRow {
  readonly id: string;
  readonly pipeline: string;
  readonly file: string;
  readonly startedMs: number;
  readonly endedMs?: number;
  readonly summary?: string;
}

/** What a node failed for, as the summary of a run keeps it among its `failures`. */
export interface PastFailure {
  readonly class: string;
  readonly message: string;
  readonly endedMs: number;
}

/** The runs of a workspace. */
export interface Runs {
  /** `wished`, or with a number behind it where a run of that name is known: a clock may go back. */
  freeId(wished: string): string;
  begin(id: string, pipeline: string, file: string, startedMs: number): void;
  /** Marks a run as ended now, with its summary. */
  end(id: string, summaryJson: string): void;
  /** The newest first. */
  latest(count: number): RunRow[];
  /** The run `id` and those of its pipeline before it, the newest first. */
  backFrom(id: string, count: number): RunRow[];
  /** Why nodes of a pipeline failed, by node: as the last of its runs says in which the node did. */
  failures(pipeline: string): ReadonlyMap<string, PastFailure>;
  /** Whether the run of this pipeline before `id` was killed. */
  followsKilled(id: string, pipeline: string): boolean;
  /** The objects that the summaries of all runs name as `keys`: lists of the keys of their nodes. */
  keyLists(): Digest[];
}

type Row = [string, string, string, number, number | null, string | null];

/** The runs of an opened index. */
export function openRuns(index: Index): Runs {
  const isKnown = (id: string): boolean =>
    index.value('SELECT 1 FROM runs WHERE id = ?', id) !== undefined;
  return {
    freeId(wished) {
      let id = wished;
      for (let n = 2; isKnown(id); n++) id = `${wished}-${n}`;
      return id;
    },
    begin(id, pipeline, file, startedMs) {
      const sql = 'INSERT INTO runs (id, pipeline, file, started) VALUES (?, ?, ?, ?)';
      index.change(sql, id, pipeline, file, startedMs);
    },
    end(id, summaryJson) {
      const sql = 'UPDATE runs SET ended = ?, summary = ? WHERE id = ?';
      index.change(sql, Date.now(), sealed(summaryJson, id), id);
    },
    latest(count) {
      const sql =
        'SELECT id, pipeline, file, started, ended, summary FROM runs ORDER BY seq DESC LIMIT ?';
      return index.rows<Row>(sql, count).map((row) => toRun(index, row));
    },
    backFrom(id, count) {
      const sql = `SELECT id, pipeline, file, started, ended, summary FROM runs
        WHERE pipeline = (SELECT pipeline FROM runs WHERE id = @id)
        AND seq <= (SELECT seq FROM runs WHERE id = @id) ORDER BY seq DESC LIMIT @count`;
      return index.rows<Row>(sql, { id, count }).map((row) => toRun(index, row));
    },
    failures: (pipeline) => failuresOf(index, pipeline),
    followsKilled(id, pipeline) {
      const sql =
        'SELECT ended IS NULL FROM runs WHERE pipeline = ? AND id <> ? ORDER BY seq DESC LIMIT 1';
      return index.value<number>(sql, pipeline, id) === 1;
    },
    keyLists() {
      const sql = `SELECT id, summary FROM runs WHERE instr(summary, '"keys":') > 0`;
      const lists = index.rows<[string, unknown]>(sql).flatMap(([id, summary]) => {
        const { keys } = readSealed<{ readonly keys?: Digest }>(summary, id) ?? {};
        return keys ? [keys] : [];
      });
      return [...new Set(lists)];
    },
  };
}

/** So many of the last runs in which something failed are looked at. */
const FAILED_RUNS = 20;

function failuresOf(index: Index, pipeline: string): ReadonlyMap<string, PastFailure> {
  const sql = `SELECT id, ended, summary FROM runs WHERE pipeline = ?
    AND instr(summary, '"failures":{') > 0 ORDER BY seq DESC LIMIT ${FAILED_RUNS}`;
  const found = new Map<string, PastFailure>();
  for (const [id, endedMs, text] of index.rows<[string, number, unknown]>(sql, pipeline)) {
    const { failures = {} } =
      readSealed<{ readonly failures?: Readonly<Record<string, PastFailure>> }>(text, id) ?? {};
    for (const [node, failure] of Object.entries(failures)) {
      if (!found.has(node)) found.set(node, { ...failure, endedMs });
    }
  }
  return found;
}

/** A summary that is damaged is none: the run is then as one that was killed. */
function toRun(index: Index, [id, pipeline, file, startedMs, endedMs, text]: Row): RunRow {
  const summary = text === null ? undefined : unsealed(text, id);
  if (text !== null && summary === undefined) index.damage.add({ row: 'run', of: id });
  return {
    id,
    pipeline,
    file,
    startedMs,
    ...(endedMs === null ? {} : { endedMs }),
    ...(summary === undefined ? {} : { summary }),
  };
}
