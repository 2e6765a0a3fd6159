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
export function gcWords({ groups, bytes, freed, orphans }: GcReport, done: boolean): string {
  const all = freed + orphans.bytes;
  const verb = done ? 'freed' : 'would free';
  if (all === 0 && orphans.files === 0) {
    return `nothing to free: ${bytesWords(bytes)} are kept and in use`;
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
  return [`${verb} ${bytesWords(all)} of ${bytesWords(bytes)}`, ...table(lines), end].join('\n');
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
