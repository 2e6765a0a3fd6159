import { invertCell, timesMatrix, toCartesian } from '../cell.ts';
import type { Structure } from '../structure.ts';
import { compactCell } from './compact-cell.ts';
import type { HermiteForm } from './hermite-forms.ts';
import type { LatticeSites } from './lattice-sites.ts';

/**
 * The atoms of a decorated supercell: `elements[s]` on the mixed sites of species s, then the kept
 * sites. In the given cell (rows, Å; of the same lattice as `form`), else in its most compact one.
 */
export function sqsStructure(
  sites: LatticeSites,
  form: HermiteForm,
  species: Uint8Array,
  elements: readonly number[],
  given?: Float64Array,
): Structure {
  const cell = given ?? timesMatrix(compactCell(form, sites.cell).rows, sites.cell);
  const [a, , , , c, , , , f] = form;
  const places: number[] = [];
  for (const fractional of [sites.mixed, sites.kept.fractional]) {
    for (let cellAt = 0; cellAt < a * c * f; cellAt++) {
      const corner = [Math.floor(cellAt / (f * c)), Math.floor(cellAt / f) % c, cellAt % f];
      for (let x = 0; x < fractional.length; x++) places.push(fractional[x]! + corner[x % 3]!);
    }
  }
  const kept = Array.from({ length: a * c * f }, () => Array.from(sites.kept.numbers)).flat();
  const inside = timesMatrix(toCartesian(places, sites.cell), invertCell(cell)).map(wrapped);
  return {
    numbers: Int32Array.from([...Array.from(species, (s) => elements[s]!), ...kept]),
    positions: toCartesian(inside, cell),
    cell,
    periodic: [true, true, true],
  };
}

/** Into [0, 1), rounding on either side of a whole number taken off. */
function wrapped(x: number): number {
  const inside = x - Math.floor(x);
  return inside > 1 - 1e-9 || inside < 1e-9 ? 0 : inside;
}
