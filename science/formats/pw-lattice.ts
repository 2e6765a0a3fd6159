import { FormatProblem } from './format-error.ts';

/** The Bohr radius in Å, CODATA 2018, as pw.x 6.6 and later has it. */
export const BOHR = 0.529177210903;

/** What a Bravais lattice of pw.x is made of: lengths in Å. */
export interface LatticeParameters {
  readonly a: number;
  readonly b: number | undefined;
  readonly c: number | undefined;
}

/**
 * The cell of pw.x's `ibrav` (INPUT_PW, section &SYSTEM): 1, 2, 3, -3, 4, 6, 7 and 8, rows Å. Throws
 * {@link FormatProblem} on the others, which are rarely used: they can be written with `ibrav = 0`.
 */
export function bravaisCell(
  ibrav: number,
  { a, b, c }: LatticeParameters,
  line: number,
): Float64Array {
  const h = 0.5 * a;
  const need = (value: number | undefined, name: string): number => {
    if (value !== undefined && value > 0) return value;
    throw new FormatProblem(line, `ibrav = ${ibrav} needs the length ${name}`);
  };
  switch (ibrav) {
    case 1:
      return Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, a);
    case 2:
      return Float64Array.of(-h, 0, h, 0, h, h, -h, h, 0);
    case 3:
      return Float64Array.of(h, h, h, -h, h, h, -h, -h, h);
    case -3:
      return Float64Array.of(-h, h, h, h, -h, h, h, h, -h);
    case 4:
      return Float64Array.of(a, 0, 0, -h, h * Math.sqrt(3), 0, 0, 0, need(c, 'c'));
    case 6:
      return Float64Array.of(a, 0, 0, 0, a, 0, 0, 0, need(c, 'c'));
    case 7: {
      const k = 0.5 * need(c, 'c');
      return Float64Array.of(h, -h, k, h, h, k, -h, -h, k);
    }
    case 8:
      return Float64Array.of(a, 0, 0, 0, need(b, 'b'), 0, 0, 0, need(c, 'c'));
    default:
      throw new FormatProblem(
        line,
        `ibrav = ${ibrav} is not read here`,
        'write the cell out: ibrav = 0 and a card CELL_PARAMETERS',
      );
  }
}
