import { durationWords } from './words.ts';

/** One line of what is kept: so many objects of a kind. */
export interface KindLine {
  readonly kind: string;
  readonly objects: number;
  readonly bytes: number;
  readonly files: number;
}

/** One line of what was done: so many records of a back end, and what they took. */
export interface BackendLine {
  readonly backend: string;
  readonly what: string;
  readonly records: number;
  readonly failed: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** What a workspace keeps. */
export interface StatsReport {
  readonly kinds: readonly KindLine[];
  readonly backends: readonly BackendLine[];
  readonly indexBytes: number;
  readonly freeable: number;
}

/** One line of what goes. */
export interface GcLine {
  readonly kind: string;
  readonly backend: string;
  readonly records: number;
  readonly objects: number;
  readonly bytes: number;
  readonly seconds: number;
}

/** What a collection does, or would do. */
export interface GcReport {
  readonly groups: readonly GcLine[];
  readonly bytes: number;
  readonly freed: number;
  readonly orphans: { readonly files: number; readonly bytes: number };
  /** Records that are damaged beyond mending, and the bytes that stay because of them. */
  readonly damaged: readonly DamagedLine[];
  readonly held: number;
  /** Pipelines that nobody can run any more. */
  readonly pipelines: readonly LostLine[];
}

/** A damaged record, by what its key says of it. */
export interface DamagedLine {
  readonly key: string;
  readonly tag?: string;
  readonly backend?: string;
  readonly item?: string;
}

/** A pipeline that nobody can run any more, and what giving it up would free besides. */
export interface LostLine {
  readonly pipeline: string;
  readonly file: string;
  readonly lastRunMs: number;
  readonly renamed?: { readonly to: string; readonly sinceMs: number };
  readonly freed: number;
}

/** `0 B`, `12 kB`, `3.4 GB`: decimal units. */
export function bytesWords(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let at = 0;
  while (value >= 999.5 && at < units.length - 1) {
    value /= 1000;
    at += 1;
  }
  return `${at > 0 && value < 9.95 ? value.toFixed(1) : Math.round(value)} ${units[at]}`;
}

/** Kinds and back ends as two tables, and what could go. */
export function statsWords({ kinds, backends, indexBytes, freeable }: StatsReport): string {
  if (kinds.length + backends.length === 0) return 'nothing is kept here yet';
  const kept = kinds.map(({ kind, objects, bytes, files }) => [
    ...[kind, counted(objects, 'object'), bytesWords(bytes)],
    files > 0 ? `${files} as files` : '',
  ]);
  const made = backends.map(({ backend, what, records, failed, cpuSeconds, wallSeconds }) => [
    ...[backend, what, counted(records, 'record'), failed > 0 ? `${failed} failed` : ''],
    `${durationWords(wallSeconds)} (${durationWords(cpuSeconds)} of CPU) to make again`,
  ]);
  const free = freeable > 0 ? `${bytesWords(freeable)} could go` : 'nothing could go';
  return [
    ...table(kept),
    '',
    ...table(made),
    '',
    `the index takes ${bytesWords(indexBytes)}; ${free}: \`mlip-auto cache gc\` says what`,
  ].join('\n');
}

/** What goes, by kind and back end, with the price of having it again. */
export function gcWords(report: GcReport, done: boolean): string {
  const { damaged, held, pipelines } = report;
  const lost = pipelines.flatMap(lostWords);
  return [...freedWords(report, done), ...damageWords(damaged, held, done), ...lost].join('\n');
}

function freedWords({ groups, bytes, freed, orphans }: GcReport, done: boolean): string[] {
  const all = freed + orphans.bytes;
  const verb = done ? 'freed' : 'would free';
  if (all === 0 && orphans.files === 0) {
    return [`nothing to free: ${bytesWords(bytes)} are kept and in use`];
  }
  const lines = groups.map(({ kind, backend, records, bytes: gone, seconds }) => [
    ...[
      '',
      kind,
      backend,
      kind === 'leftovers' ? '' : counted(records, 'record'),
      bytesWords(gone),
    ],
    seconds > 0 ? `${durationWords(seconds)} to make again` : '',
  ]);
  if (orphans.files > 0) {
    lines.push([
      '',
      'of killed runs',
      '',
      counted(orphans.files, 'file'),
      bytesWords(orphans.bytes),
      '',
    ]);
  }
  const end = done
    ? 'every record stays: what is needed again is made again'
    : 'nothing was removed; with --yes it is. Every record stays: what is needed again is made again';
  return [`${verb} ${bytesWords(all)} of ${bytesWords(bytes)}`, ...table(lines), end];
}

/** What a damaged record was of, as in `the calculation by emt of item sha256:…`. */
export function damagedWords({ key, tag, backend, item }: DamagedLine): string {
  const by = backend === undefined ? '' : ` by ${backend}`;
  if (tag === 'calculation') return `the calculation${by} of item ${item?.slice(7, 19)}`;
  return tag === undefined ? `a key of which nothing is known: ${key}` : `a ${tag}${by}`;
}

/** What damaged records keep from going, and how to go on. */
function damageWords(damaged: readonly DamagedLine[], held: number, done: boolean): string[] {
  if (damaged.length === 0) return [];
  const some = `${counted(damaged.length, 'record')} ${damaged.length === 1 ? 'is' : 'are'} damaged`;
  const lines = damaged.slice(0, MOST_LINES).map((one) => `  ${damagedWords(one)}`);
  if (damaged.length > MOST_LINES) lines.push(`  and ${damaged.length - MOST_LINES} more`);
  const paid = damaged.filter(({ tag }) => tag === 'calculation').length;
  const again = paid > 0 ? ` (${counted(paid, 'calculation')} of them to be done again)` : '';
  const end =
    held > 0
      ? [
          `what they name is not known, so ${bytesWords(held)} that no other record names stay`,
          `run the pipelines that made them, which makes them anew${again}; or --forget-damaged gives them up`,
        ]
      : [
          done
            ? `they were given up${again}`
            : `run the pipelines that made them, which makes them anew${again}; or --forget-damaged gives them up`,
        ];
  return [`${some}:`, ...lines, ...end];
}

const MOST_LINES = 10;

function lostWords({ pipeline, file, lastRunMs, renamed, freed }: LostLine): string[] {
  const day = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
  const why = renamed
    ? `${file} is pipeline \`${renamed.to}\` since ${day(renamed.sinceMs)}`
    : `${file} is gone; it last ran on ${day(lastRunMs)}`;
  return [
    `pipeline \`${pipeline}\` keeps ${bytesWords(freed)} in use, but ${why}: --pipeline ${pipeline} gives that up (no label)`,
  ];
}

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Columns of equal width, two blanks apart. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, at) =>
    Math.max(...rows.map((row) => row[at]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] as number))
      .filter((_, at) => at === 0 || widths[at] !== 0)
      .join('  ')
      .trimEnd(),
  );
}
