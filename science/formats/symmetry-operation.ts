/** A symmetry operation in fractional coordinates: x' = rotation (9, row-major) x + translation. */
export interface SymmetryOperation {
  readonly rotation: readonly number[];
  readonly translation: readonly number[];
}

const TERM = /([+-]?)(?:(\d+(?:\.\d*)?|\.\d+)(?:\/(\d+))?\*?([xyz])?|([xyz]))/y;

/**
 * Reads an operation as files write it: `-x+1/2, y, 0.5-z`, `x-y,x,z+1/3`; undefined for any other
 * text.
 */
export function readSymmetryOperation(text: string): SymmetryOperation | undefined {
  const parts = text.toLowerCase().replace(/\s+/g, '').split(',');
  const rows = parts.map(readRow);
  if (rows.length !== 3 || rows.some((row) => row === undefined)) return undefined;
  const known = rows as (readonly number[])[];
  return {
    rotation: known.flatMap((row) => row.slice(0, 3)),
    translation: known.map((row) => row[3] as number),
  };
}

/** Factors of x, y, z and the constant. */
function readRow(text: string): readonly number[] | undefined {
  const row = [0, 0, 0, 0];
  TERM.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const match = TERM.exec(text);
    if (match === null || (end > 0 && match[1] === '')) return undefined;
    const [, sign, number, divisor, scaled, letter] = match;
    const size = number === undefined ? 1 : Number(number) / Number(divisor ?? 1);
    const at = 'xyz'.indexOf(scaled ?? letter ?? '-');
    row[at < 0 ? 3 : at]! += sign === '-' ? -size : size;
    end = TERM.lastIndex;
  }
  return text === '' ? undefined : row;
}

/** The image of a fractional position (3 numbers). */
export function applyOperation(
  { rotation, translation }: SymmetryOperation,
  [x, y, z]: readonly [number, number, number],
): [number, number, number] {
  const row = (i: number): number =>
    rotation[3 * i]! * x + rotation[3 * i + 1]! * y + rotation[3 * i + 2]! * z + translation[i]!;
  return [row(0), row(1), row(2)];
}
