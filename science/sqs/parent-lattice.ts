import { timesMatrix } from '../cell.ts';
import { symmetryOperations } from '../symmetry.ts';
import type { Matrix3, Vector3 } from './integer-matrix.ts';
import type { LatticeSites } from './lattice-sites.ts';

/** The same with its symmetry. */
export interface ParentLattice extends LatticeSites {
  /** The space group, as it moves the mixed sites. */
  readonly operations: readonly SiteOperation[];
}

/** One operation: mixed site s of cell T goes to site `sites[s]` of cell `rotation` T + `shifts[s]`. */
export interface SiteOperation {
  readonly rotation: Matrix3;
  readonly sites: readonly number[];
  readonly shifts: readonly Vector3[];
}

/** Å: places nearer than this are the same. */
const SAME_PLACE = 1e-2;

/** Adds the symmetry, mixed sites being all alike. */
export function parentLattice(sites: LatticeSites): ParentLattice {
  const { cell, mixed, kept } = sites;
  const all = Float64Array.of(...mixed, ...kept.fractional);
  const kinds = [
    ...new Array<number>(mixed.length / 3).fill(1),
    ...Array.from(kept.numbers, (z) => z + 1),
  ];
  const operations = symmetryOperations(cell, all, kinds);
  return {
    ...sites,
    operations: operations.map(({ rotation, translation }) =>
      siteOperation(rotation as unknown as Matrix3, translation, mixed, cell),
    ),
  };
}

function siteOperation(
  rotation: Matrix3,
  translation: readonly number[],
  mixed: Float64Array,
  cell: Float64Array,
): SiteOperation {
  const sites: number[] = [];
  const shifts: Vector3[] = [];
  for (let s = 0; s < mixed.length; s += 3) {
    const image = [0, 1, 2].map(
      (row) =>
        rotation[3 * row]! * mixed[s]! +
        rotation[3 * row + 1]! * mixed[s + 1]! +
        rotation[3 * row + 2]! * mixed[s + 2]! +
        translation[row]!,
    );
    const { site, shift } = placeOf(image, mixed, cell);
    sites.push(site);
    shifts.push(shift);
  }
  return { rotation, sites, shifts };
}

function placeOf(
  image: readonly number[],
  mixed: Float64Array,
  cell: Float64Array,
): { readonly site: number; readonly shift: Vector3 } {
  for (let site = 0; 3 * site < mixed.length; site++) {
    const from = [0, 1, 2].map((k) => image[k]! - mixed[3 * site + k]!);
    const shift = from.map((x) => Math.round(x) + 0) as unknown as Vector3;
    const off = timesMatrix(
      from.map((x, k) => x - shift[k]!),
      cell,
    );
    if (Math.sqrt(off[0]! * off[0]! + off[1]! * off[1]! + off[2]! * off[2]!) < SAME_PLACE) {
      return { site, shift };
    }
  }
  throw new Error('internal error: a symmetry operation leads from a site to none');
}
