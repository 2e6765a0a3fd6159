import type { Structure } from '../structure.ts';
import type { AceBasis } from './basis.ts';

/**
 * The design rows of one structure: energy and forces of every function with coefficient 1.
 * `rows` is row-major, `columns` numbers a row: row 0 is the energy (each function summed over its
 * atoms), row 1 + 3 i + x the force on atom i along x (-dB/dr). So
 * `rows * coefficients = [E - sum E0, F]`, in eV and eV/Å with coefficients in eV.
 */
export interface DesignBlock {
  readonly rows: Float64Array;
  /** 1 + 3 N. */
  readonly rowCount: number;
  /** basis.functionCount: the stride of a row. */
  readonly columns: number;
}

/**
 * The design rows of a structure. Every element of it must be in the basis (see
 * `missingElements`), any other is a bug and throws.
 */
export function designRows(basis: AceBasis, structure: Structure): DesignBlock {
  throw new Error(`internal error: not built yet (${basis.functionCount} ${structure.numbers})`);
}
