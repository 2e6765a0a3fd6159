import { toCartesian } from '../../science/cell.ts';
import { type LatticeConstants, prototypeCell } from '../../science/prototypes.ts';
import type { Structure } from '../../science/structure.ts';
import { type Repeats, repeatStructure } from '../../science/supercell.ts';

/** A structure out of a cell (rows, Å), fractional positions and atomic numbers. */
export const inCell = (
  cell: ArrayLike<number>,
  fractional: ArrayLike<number>,
  numbers: readonly number[],
): Structure => ({
  numbers: Int32Array.from(numbers),
  positions: toCartesian(fractional, cell),
  cell: Float64Array.from(cell),
  periodic: [true, true, true],
});

/** A prototype filled with numbers, the first one where they end. */
export function crystal(
  name: 'fcc' | 'bcc' | 'hcp' | 'diamond',
  constants: LatticeConstants,
  numbers: readonly number[],
  repeats: Repeats = [1, 1, 1],
): Structure {
  const { cell, fractional } = prototypeCell(name, constants);
  const filled = Array.from(
    { length: fractional.length / 3 },
    (_, i) => numbers[i] ?? (numbers[0] as number),
  );
  return repeatStructure(inCell(cell, fractional, filled), repeats);
}

const FCC = prototypeCell('fcc', { a: 1 }).fractional;

/** The crystals of facts/domain.md 4.3, each in its primitive and its conventional cell. */
export const crystals = {
  fcc: {
    primitive: inCell([0, 2, 2, 2, 0, 2, 2, 2, 0], [0, 0, 0], [29]),
    conventional: crystal('fcc', { a: 4 }, [29]),
  },
  bcc: {
    primitive: inCell([-1.5, 1.5, 1.5, 1.5, -1.5, 1.5, 1.5, 1.5, -1.5], [0, 0, 0], [26]),
    conventional: crystal('bcc', { a: 3 }, [26]),
  },
  hcp: {
    primitive: crystal('hcp', { a: 3 }, [12]),
    conventional: crystal('hcp', { a: 3 }, [12]),
  },
  diamond: {
    primitive: inCell(
      [0, 2.715, 2.715, 2.715, 0, 2.715, 2.715, 2.715, 0],
      [0, 0, 0, 0.25, 0.25, 0.25],
      [14, 14],
    ),
    conventional: crystal('diamond', { a: 5.43 }, [14]),
  },
  B1: {
    primitive: inCell(
      [0, 2.82, 2.82, 2.82, 0, 2.82, 2.82, 2.82, 0],
      [0, 0, 0, 0.5, 0.5, 0.5],
      [11, 17],
    ),
    conventional: inCell(
      [5.64, 0, 0, 0, 5.64, 0, 0, 0, 5.64],
      [...FCC, ...FCC.map((x, i) => x + (i % 3 === 0 ? 0.5 : 0))],
      [11, 11, 11, 11, 17, 17, 17, 17],
    ),
  },
  B2: {
    primitive: crystal('bcc', { a: 2.9 }, [28, 13]),
    conventional: crystal('bcc', { a: 2.9 }, [28, 13]),
  },
  L1_2: {
    primitive: crystal('fcc', { a: 3.57 }, [13, 28, 28, 28]),
    conventional: crystal('fcc', { a: 3.57 }, [13, 28, 28, 28]),
  },
} as const;
