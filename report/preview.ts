import type { Paint } from './paint.ts';

/** Equal bins over the range of some values; one bin where all are the same. */
export interface Histogram {
  /** The ends of the bins: one more than there are counts. */
  readonly edges: readonly number[];
  readonly counts: readonly number[];
}

/** What a build node makes, counted: nothing of it is labelled. */
export interface BuildPreview {
  readonly type: 'preview';
  readonly node: string;
  readonly structures: number;
  readonly atoms: number;
  readonly families: number;
  /** How many there are of each group. */
  readonly groups: { readonly [group: string]: number };
  /** How many candidates were not kept, by reason. */
  readonly rejected: { readonly [reason: string]: number };
  /** Å; the shortest distance of each structure, images included. */
  readonly shortest_distance?: Histogram;
  /** Å^3; of each structure that has a cell of three vectors. */
  readonly volume_per_atom?: Histogram;
  readonly notes: readonly string[];
}

const BINS = 12;
const WIDTH = 40;

/** Counts values in twelve equal bins; undefined where there is none. */
export function histogram(values: readonly number[]): Histogram | undefined {
  if (values.length === 0) return undefined;
  const [low, high] = values.reduce(
    ([least, most], x) => [Math.min(least, x), Math.max(most, x)] as const,
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY] as const,
  );
  const isFlat = high - low <= 1e-9 * Math.max(1, Math.abs(high));
  const bins = isFlat ? 1 : BINS;
  const counts = new Array<number>(bins).fill(0);
  for (const x of values) {
    const at = isFlat ? 0 : Math.min(bins - 1, Math.floor(((x - low) / (high - low)) * bins));
    counts[at]! += 1;
  }
  const edges = Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  return { edges, counts };
}

/** A preview for people: counts, and bars as long as the largest count allows. */
export function renderPreview(preview: BuildPreview, { bold, dim, yellow }: Paint): string {
  const { node, structures, atoms, families, groups, rejected, notes } = preview;
  return [
    `${bold(node)}: ${structures} structures, ${atoms} atoms, ${families} families`,
    ...bars(Object.entries(groups)),
    ...Object.entries(rejected).map(([why, count]) => yellow(`  ${count} not kept: ${why}`)),
    ...notes.map((note) => dim(`  ${note}`)),
    ...histogramLines('shortest distance, Å', preview.shortest_distance, 2),
    ...histogramLines('volume per atom, Å^3', preview.volume_per_atom, 2),
  ].join('\n');
}

function histogramLines(title: string, found: Histogram | undefined, digits: number): string[] {
  if (!found) return [];
  const { edges, counts } = found;
  const label = (i: number): string =>
    `${edges[i]!.toFixed(digits)} - ${edges[i + 1]!.toFixed(digits)}`;
  return ['', `  ${title}`, ...bars(counts.map((count, i) => [label(i), count]))];
}

function bars(rows: readonly (readonly [label: string, count: number])[]): string[] {
  const wide = Math.max(...rows.map(([label]) => label.length), 0);
  const digits = Math.max(...rows.map(([, count]) => String(count).length), 0);
  const most = Math.max(...rows.map(([, count]) => count), 1);
  return rows.map(([label, count]) => {
    const bar = '█'.repeat(count === 0 ? 0 : Math.max(1, Math.round((count / most) * WIDTH)));
    return `  ${label.padEnd(wide)}  ${String(count).padStart(digits)} ${bar}`.trimEnd();
  });
}
