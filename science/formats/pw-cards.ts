import { toCartesian } from '../cell.ts';
import { FormatProblem } from './format-error.ts';
import { elementOfLabel } from './pw-label.ts';
import { BOHR } from './pw-lattice.ts';
import { readReal } from './read-number.ts';

/** A line of a file and its number from 1. */
export interface NumberedLine {
  readonly text: string;
  readonly line: number;
}

/** Atoms of a card ATOMIC_POSITIONS. */
export interface CardAtoms {
  readonly labels: readonly string[];
  readonly numbers: Int32Array;
  /** 3N, Å. */
  readonly positions: Float64Array;
  /** Which coordinates are held fast (`if_pos` 0), 3N. */
  readonly fixed: readonly boolean[];
}

const OPTION = /^\s*[A-Z_]+\s*[({]?\s*(\w+)?\s*(?:=\s*([\d.]+))?/i;

/**
 * The cell of a card CELL_PARAMETERS, rows Å; `at` is the card's own line. `alat` in Å where it is
 * known: a card of an output file says its own (`alat= 10.2`, in Bohr).
 */
export function readCellCard(
  lines: readonly NumberedLine[],
  at: number,
  alat: number | undefined,
): Float64Array {
  const head = lines[at] as NumberedLine;
  const [, option, own] = OPTION.exec(head.text) ?? [];
  const unit = own === undefined ? cellUnit(option?.toLowerCase(), alat) : Number(own) * BOHR;
  if (unit === undefined) {
    throw new FormatProblem(head.line, `CELL_PARAMETERS ${option ?? ''}: the unit is not known`);
  }
  const rows = [1, 2, 3].flatMap((row) => {
    const found = lines[at + row];
    const line = found?.line ?? head.line + row;
    const values = fields(found?.text).slice(0, 3).map(readAmount);
    if (values.length < 3 || values.includes(undefined)) {
      throw new FormatProblem(line, 'expected a lattice vector: three numbers');
    }
    return values as number[];
  });
  return Float64Array.from(rows, (x) => x * unit);
}

function cellUnit(option: string | undefined, alat: number | undefined): number | undefined {
  if (option === 'angstrom') return 1;
  if (option === 'bohr') return BOHR;
  if (option === 'alat') return alat;
  return option === undefined ? (alat ?? BOHR) : undefined;
}

/** The `count` atoms of a card ATOMIC_POSITIONS, whose own line is `at`; without a count, all there are. */
export function readPositionsCard(
  lines: readonly NumberedLine[],
  at: number,
  cell: Float64Array,
  {
    alat,
    count = Number.POSITIVE_INFINITY,
  }: { readonly alat?: number | undefined; readonly count?: number },
): CardAtoms {
  const head = lines[at] as NumberedLine;
  const { option, unit } = positionUnit(head, alat);
  const labels: string[] = [];
  const values: number[] = [];
  const fixed: boolean[] = [];
  for (let row = at + 1; labels.length < count; row++) {
    const found = lines[row];
    const [label, ...rest] = fields(found?.text);
    const place = rest.slice(0, 3).map(readAmount);
    if (!found || label === undefined || place.length < 3 || place.includes(undefined)) {
      if (count === Number.POSITIVE_INFINITY) break;
      const line = found?.line ?? head.line;
      throw new FormatProblem(
        line,
        `expected atom ${labels.length + 1} of ${count}: a species and three numbers`,
      );
    }
    labels.push(label);
    values.push(...(place as number[]));
    fixed.push(...[3, 4, 5].map((k) => rest[k] === '0'));
  }
  const numbers = labels.map((label, i) =>
    elementOfLabel(label, (lines[at + 1 + i] as NumberedLine).line),
  );
  return {
    labels,
    numbers: Int32Array.from(numbers),
    positions:
      option === 'crystal' ? toCartesian(values, cell) : Float64Array.from(values, (x) => x * unit),
    fixed,
  };
}

function positionUnit({ text, line }: NumberedLine, alat: number | undefined) {
  const option = OPTION.exec(text)?.[1]?.toLowerCase() ?? 'alat';
  const units: { readonly [option: string]: number | undefined } = {
    angstrom: 1,
    bohr: BOHR,
    alat,
    crystal: 1,
  };
  const unit = units[option];
  if (unit !== undefined) return { option, unit };
  const why = option === 'alat' ? 'the lattice parameter is not given' : 'it is not read here';
  throw new FormatProblem(line, `ATOMIC_POSITIONS ${option}: ${why}`);
}

const fields = (text = ''): string[] => text.split(/[\s,]+/).filter((field) => field !== '');

/** A number, or a fraction such as `1/3`; pw.x's other expressions are not read. */
function readAmount(text: string): number | undefined {
  const [over, under, ...more] = text.split('/').map(readReal);
  if (more.length > 0 || over === undefined) return undefined;
  if (!text.includes('/')) return over;
  return under === undefined || under === 0 ? undefined : over / under;
}
