import { cellVolume } from '../cell.ts';
import { cbrt } from '../elementary.ts';
import { type PairShell, pairShells } from './clusters.ts';
import { byCompactness, compactCell } from './compact-cell.ts';
import { cellIndex, type HermiteForm, hermiteForms } from './hermite-forms.ts';
import type { LatticeSites } from './lattice-sites.ts';

/** A shell that no decoration of a supercell can make random. */
export interface ShellLimit {
  /** 1 is the nearest. */
  readonly shell: number;
  /** Å. */
  readonly distance: number;
  /** Neighbours of a site in the shell, and how many of them are the site's own images. */
  readonly neighbours: number;
  readonly ownImages: number;
}

/** How many neighbours of each shell are the site's own images in a supercell: one entry a shell. */
export function ownImages(
  shells: readonly PairShell[],
  mixed: number,
  form: HermiteForm,
): ShellLimit[] {
  return shells.map(({ distance, pairs }, at) => {
    const own = pairs.filter(([from, to]) => {
      const [i, j, k] = to!.cell;
      return from!.site === to!.site && cellIndex(form, i, j, k) === 0;
    });
    return {
      shell: at + 1,
      distance,
      neighbours: pairs.length / mixed,
      ownImages: own.length / mixed,
    };
  });
}

/**
 * The shells that cannot be those of a random alloy: of an atom of fraction x a random alloy has the
 * share x of its neighbours alike, and its own images are alike always.
 */
export function shellLimits(
  sites: LatticeSites,
  shells: number,
  form: HermiteForm,
  fractions: readonly number[],
): ShellLimit[] {
  return limitsOf(pairShells(sites, shells), sites.mixed.length / 3, form, fractions);
}

function limitsOf(
  shells: readonly PairShell[],
  mixed: number,
  form: HermiteForm,
  fractions: readonly number[],
): ShellLimit[] {
  const least = Math.min(...fractions);
  return ownImages(shells, mixed, form).filter(
    ({ neighbours, ownImages: own }) => own > least * neighbours + 1e-9,
  );
}

/** Shapes that are looked at, the most compact first: where these all have a limit, the others have. */
const SHAPES = 24;

/** Where the cube root of the volume is so many shell distances, some shape has no image within the shell: checked from 8 to 64 cells of fcc, bcc and hcp. */
const ROOMY = 1.25;

/** Whether no vector of a cell is more than twice as long as another: those that ROOMY was checked for. */
function isCompact(cell: Float64Array): boolean {
  const squares = [0, 3, 6].map((at) =>
    cell.subarray(at, at + 3).reduce((sum, x) => sum + x * x, 0),
  );
  return Math.max(...squares) <= 4 * Math.min(...squares);
}

/** The supercell of so many parent cells that leaves the most shells possible, and what limits even it. */
export function leastLimited(
  sites: LatticeSites,
  shells: number,
  fractions: readonly number[],
  cells: number,
): readonly ShellLimit[] {
  const around = pairShells(sites, shells);
  const size = cbrt(cells * cellVolume(sites.cell));
  const isRoomy = cells >= 8 && size > ROOMY * around[shells - 1]!.distance;
  if (isRoomy && isCompact(sites.cell)) return [];
  const shapes = hermiteForms(cells)
    .map((form) => compactCell(form, sites.cell))
    .sort(byCompactness)
    .slice(0, SHAPES);
  let best: readonly ShellLimit[] | undefined;
  for (const { form } of shapes) {
    const limits = limitsOf(around, sites.mixed.length / 3, form, fractions);
    if (limits.length === 0) return limits;
    if (!best || (limits[0]?.shell ?? shells + 1) > (best[0]?.shell ?? shells + 1)) best = limits;
  }
  return best ?? [];
}

/**
 * The first number of mixed sites, from `from` up to `most`, for which `isHeld` and some supercell
 * leaves all the shells possible; undefined where none does.
 */
export function possibleSize(
  sites: LatticeSites,
  shells: number,
  fractions: readonly number[],
  { from, most, isHeld }: { from: number; most: number; isHeld(size: number): boolean },
): number | undefined {
  const mixed = sites.mixed.length / 3;
  for (let size = Math.ceil(from / mixed) * mixed; size <= most; size += mixed) {
    if (!isHeld(size)) continue;
    if (leastLimited(sites, shells, fractions, size / mixed).length === 0) return size;
  }
  return undefined;
}
