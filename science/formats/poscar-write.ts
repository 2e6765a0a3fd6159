import { elementSymbol } from '../elements.ts';
import type { Structure } from '../structure.ts';

/**
 * A POSCAR of version 5, Cartesian, atoms in their order (a symbol may come again in the head): numbers
 * read back to the same float64, so the digest survives of a structure that is periodic in all directions and has
 * neither moments nor charges, which the format does not know. `fixed` (3N flags) becomes selective
 * dynamics, meant along the cell vectors as VASP means it.
 */
export function writePoscar(
  { numbers, positions, cell }: Structure,
  comment: string,
  fixed?: readonly boolean[],
): string {
  const runs: [symbol: string, count: number][] = [];
  for (const number of numbers) {
    const symbol = elementSymbol(number);
    const last = runs.at(-1);
    if (last?.[0] === symbol) last[1]++;
    else runs.push([symbol, 1]);
  }
  const row = (values: Float64Array, i: number): string =>
    Array.from(values.subarray(3 * i, 3 * i + 3), (x) => String(x === 0 ? 0 : x)).join(' ');
  const flags = (i: number): string =>
    fixed ? ` ${[0, 1, 2].map((k) => (fixed[3 * i + k] ? 'F' : 'T')).join(' ')}` : '';
  const lines = [
    comment.replace(/\s+/g, ' ').trim(),
    '1.0',
    ...[0, 1, 2].map((i) => row(cell, i)),
    runs.map(([symbol]) => symbol).join(' '),
    runs.map(([, count]) => count).join(' '),
    ...(fixed ? ['Selective dynamics'] : []),
    'Cartesian',
    ...Array.from(numbers, (_, i) => row(positions, i) + flags(i)),
  ];
  return `${lines.join('\n')}\n`;
}
