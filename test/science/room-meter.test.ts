import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cellVolume, timesMatrix } from '../../science/cell.ts';
import { roomMeter } from '../../science/room-meter.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const entry = fc.double({ min: -4, max: 4, noNaN: true });
const cells = fc
  .array(entry, { minLength: 9, maxLength: 9 })
  .map((m) => m.map((x, k) => x + (k % 4 === 0 ? 6 : 0)))
  .filter((m) => cellVolume(m) > 60);

/** All distances to images up to three cells away. */
function distances(place: readonly number[], atoms: readonly number[], cell: readonly number[]) {
  const found: number[] = [];
  for (let atom = 0; atom < atoms.length; atom += 3) {
    for (let image = 0; image < 343; image++) {
      const shift = [image % 7, Math.floor(image / 7) % 7, Math.floor(image / 49)];
      const way = shift.map((n, d) => atoms[atom + d]! - place[d]! + n - 3);
      found.push(Math.hypot(...timesMatrix(way, cell)));
    }
  }
  return found.sort((a, b) => a - b);
}

it('finds the nearest atoms that a search of all images finds', () => {
  fc.assert(
    fc.property(
      cells,
      fc.array(fc.tuple(unit, unit, unit), { minLength: 1, maxLength: 12 }),
      fc.tuple(unit, unit, unit),
      (cell, sites, place) => {
        const atoms = sites.flat();
        const all = distances(place, atoms, cell);
        const near = all.filter((d) => d < 1.3 * all[0]!).length;
        // No atom at the very border of what counts.
        fc.pre(all[0]! > 1e-3 && all.every((d) => Math.abs(d - 1.3 * all[0]!) > 1e-6));
        const { radius, neighbours } = roomMeter(
          Float64Array.from(atoms),
          Float64Array.from(cell),
          1.3,
        )(place);
        expect(radius).toBeCloseTo(all[0]!, 9);
        expect(neighbours).toBe(near);
      },
    ),
    { numRuns: 60 },
  );
});
