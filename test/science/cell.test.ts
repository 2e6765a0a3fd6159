import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cellHeights,
  cellVolume,
  invertCell,
  timesMatrix,
  toCartesian,
  toFractional,
} from '../../science/cell.ts';

const SKEWED = Float64Array.of(3, 0, 0, 1, 4, 0, 0.5, -1, 5);

describe('cell', () => {
  it('has a volume whatever its hand', () => {
    expect(cellVolume(SKEWED)).toBe(60);
    expect(cellVolume([1, 4, 0, 3, 0, 0, 0.5, -1, 5])).toBe(60);
  });

  it('has heights that are the volume over the face areas', () => {
    const [ha, hb, hc] = cellHeights(SKEWED);
    expect(hc).toBeCloseTo(5, 12);
    const bxc = [4 * 5, -5, -1 - 2];
    expect(ha).toBeCloseTo(60 / Math.sqrt(bxc.reduce((s, x) => s + x * x, 0)), 12);
    expect(hb).toBeLessThan(Math.sqrt(17));
  });

  it('goes to fractional positions and back', () => {
    const number = fc.double({ min: -5, max: 5, noNaN: true });
    const cells = fc
      .array(number, { minLength: 9, maxLength: 9 })
      .filter((cell) => cellVolume(cell) > 1);
    fc.assert(
      fc.property(cells, fc.array(number, { minLength: 6, maxLength: 6 }), (cell, positions) => {
        const back = toCartesian(toFractional(positions, cell), cell);
        for (const [i, x] of back.entries()) expect(x).toBeCloseTo(positions[i] as number, 9);
        const unit = timesMatrix(cell, invertCell(cell));
        for (const [i, x] of unit.entries()) expect(x).toBeCloseTo(i % 4 === 0 ? 1 : 0, 9);
      }),
    );
  });
});
