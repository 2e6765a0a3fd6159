import { toFractional } from '../cell.ts';
import { atan2 } from '../elementary.ts';
import { elementSymbol } from '../elements.ts';
import type { Structure } from '../structure.ts';

/**
 * A data block of a CIF in P1: lengths, angles and fractional coordinates, all digits. The format
 * knows neither the cell's orientation nor its handedness, nor moments, charges and partial
 * periodicity: distances survive, the digest does not. The cell must have a volume.
 */
export function writeCif({ numbers, positions, cell }: Structure, block: string): string {
  const vector = (i: number): Float64Array => cell.subarray(3 * i, 3 * i + 3);
  const length = (i: number): number => Math.sqrt(dot(vector(i), vector(i)));
  const angle = (i: number, j: number): number => {
    const cosine = dot(vector(i), vector(j)) / (length(i) * length(j));
    return (atan2(Math.sqrt((1 - cosine) * (1 + cosine)), cosine) * 180) / Math.PI;
  };
  const fractional = toFractional(positions, cell);
  const lines = [
    `data_${block.replace(/[^\w.+-]+/g, '_')}`,
    ...['a', 'b', 'c'].map((axis, i) => `_cell_length_${axis} ${length(i)}`),
    `_cell_angle_alpha ${angle(1, 2)}`,
    `_cell_angle_beta ${angle(0, 2)}`,
    `_cell_angle_gamma ${angle(0, 1)}`,
    "_space_group_name_H-M_alt 'P 1'",
    '_space_group_IT_number 1',
    'loop_',
    '_space_group_symop_operation_xyz',
    "'x, y, z'",
    'loop_',
    ...['type_symbol', 'label', 'fract_x', 'fract_y', 'fract_z', 'occupancy'].map(
      (tag) => `_atom_site_${tag}`,
    ),
    ...Array.from(numbers, (number, i) => {
      const symbol = elementSymbol(number);
      return `${symbol} ${symbol}${i + 1} ${Array.from(fractional.subarray(3 * i, 3 * i + 3), plain).join(' ')} 1`;
    }),
  ];
  return `${lines.join('\n')}\n`;
}

const dot = (a: Float64Array, b: Float64Array): number =>
  a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!;

/** Some readers know no exponents. */
const plain = (x: number): string => (Math.abs(x) < 1e-6 ? x.toFixed(20) : String(x));
