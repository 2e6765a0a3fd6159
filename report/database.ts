import { tableWords } from './table.ts';

type Pairs = { readonly [key: string]: string | number | boolean };

/** A row of a database, for a list; eV, eV/Å. */
export interface RowLine {
  readonly id: number;
  readonly formula: string;
  readonly atoms: number;
  readonly energyPerAtom?: number;
  readonly largestForce?: number;
  readonly calculator?: string;
  readonly keyValuePairs: Pairs;
}

/** Keys that every list shows where some row has them; the others are counted. */
const SHOWN = ['config_type', 'family', 'part', 'name'];

/** Rows as a table. */
export function rowsWords(rows: readonly RowLine[], total: number): string {
  const shown = SHOWN.filter((key) => rows.some((row) => key in row.keyValuePairs));
  const heads = ['id', 'formula', 'atoms', 'eV/atom', 'max eV/Å', 'calculator', ...shown];
  const lines = rows.map((row) => [
    String(row.id),
    row.formula,
    String(row.atoms),
    row.energyPerAtom?.toFixed(4),
    row.largestForce?.toFixed(3),
    row.calculator,
    ...shown.map((key) => shortened(row.keyValuePairs[key])),
  ]);
  const rest = total - rows.length;
  const end = rest > 0 ? [`and ${rest} more (--limit ${total} shows all)`] : [];
  return [...tableWords(heads, lines), ...end].join('\n');
}

function shortened(value: string | number | boolean | undefined): string | undefined {
  const text = value === undefined ? undefined : String(value);
  return text && text.length > 40 ? `${text.slice(0, 37)}...` : text;
}

interface Spread {
  readonly least: number;
  readonly mean: number;
  readonly most: number;
}

/** A database in numbers. */
export interface DatabaseLines {
  readonly rows: number;
  readonly labelled: number;
  readonly atoms: number;
  readonly broken: number;
  readonly elements: { readonly [symbol: string]: number };
  readonly levels: { readonly [words: string]: number };
  readonly groups: readonly {
    readonly group: string;
    readonly rows: number;
    readonly atoms: number;
    readonly labelled: number;
    readonly energyPerAtom?: Spread;
    readonly largestForce?: Spread;
  }[];
}

/** The statistics of a database: what is in it, and a line a group. */
export function statisticsWords(found: DatabaseLines): string {
  const { rows, labelled, atoms, broken, elements, levels, groups } = found;
  const list = (counts: { readonly [name: string]: number }) =>
    Object.entries(counts)
      .map(([name, count]) => `${name} (${count})`)
      .join(', ') || 'none';
  const lines = groups.map(({ group, rows: n, atoms: a, labelled: l, ...more }) => [
    group,
    String(n),
    String(a),
    String(l),
    ...spreadCells(more.energyPerAtom, 4),
    ...spreadCells(more.largestForce, 3),
  ]);
  const heads = ['group', 'rows', 'atoms', 'labelled', 'eV/atom', 'mean', 'to', 'max eV/Å'];
  return [
    `${rows} rows, ${labelled} labelled, ${atoms} atoms${broken > 0 ? `; ${broken} rows cannot be read` : ''}`,
    `elements (rows): ${list(elements)}`,
    `levels of theory (labels): ${list(levels)}`,
    '',
    ...tableWords([...heads, 'mean', 'to'], lines),
  ].join('\n');
}

const spreadCells = (spread: Spread | undefined, digits: number): (string | undefined)[] =>
  spread
    ? [spread.least, spread.mean, spread.most].map((value) => value.toFixed(digits))
    : [undefined, undefined, undefined];

/** What a check found. */
export interface CheckLines {
  readonly rows: number;
  readonly labelled: number;
  readonly findings: readonly { readonly row?: number; readonly words: string }[];
}

/** The verdict on a database, and every finding. */
export function checkWords({ rows, labelled, findings }: CheckLines): string {
  const lines = findings.map(({ row, words }) =>
    row === undefined ? words : `row ${row}: ${words}`,
  );
  const verdict = findings.length === 0 ? 'sound' : `${findings.length} things are wrong`;
  return [...lines, `${rows} rows, ${labelled} labelled: ${verdict}`].join('\n');
}
