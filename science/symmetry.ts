import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { analyze_cell, initSync } from '@spglib/moyo-wasm';
import { cellVolume, toFractional } from './cell.ts';
import { primitiveCell } from './primitive-cell.ts';
import type { Structure } from './structure.ts';

/** Å: positions nearer than this are the same place to the symmetry search. */
const SYMMETRY_TOLERANCE = 1e-3;

/** Atoms that symmetry makes the same. */
export interface SymmetryOrbits {
  /** For each atom the lowest index among the atoms of its orbit. */
  readonly representative: readonly number[];
  /** The number in International Tables; undefined where no symmetry could be searched for. */
  readonly spaceGroup?: number;
}

let isLoaded = false;

/** The wasm module is read once, and only by who needs symmetry. */
function load(): void {
  if (isLoaded) return;
  const path = createRequire(import.meta.url).resolve('@spglib/moyo-wasm/moyo_wasm_bg.wasm');
  initSync({ module: readFileSync(path) });
  isLoaded = true;
}

/**
 * The orbits of the atoms under the crystal's space group, found with moyo on the primitive cell
 * (a supercell of 256 atoms takes it seconds). Atoms of one element with different starting moments
 * or charges are different. A structure that has no cell of full periodicity, or that moyo cannot
 * analyse, has each atom for itself.
 */
export function symmetryOrbits(structure: Structure): SymmetryOrbits {
  const { cell, numbers, positions, periodic } = structure;
  const alone = { representative: Array.from(numbers, (_, i) => i) };
  if (!periodic.every(Boolean) || !(cellVolume(cell) > 1e-6)) return alone;
  const fractional = toFractional(positions, cell);
  const kinds = siteKinds(structure);
  const found = primitiveCell({ cell, fractional, kinds }, SYMMETRY_TOLERANCE);
  const translated = found ? Array.from(found.representative) : alone.representative;
  const atoms = translated.filter((first, i) => first === i);
  const reduced = found?.cell ?? cell;
  const sites = toFractional(
    atoms.flatMap((atom) => Array.from(positions.subarray(3 * atom, 3 * atom + 3))),
    reduced,
  );
  const analysis = analyse(
    reduced,
    sites,
    atoms.map((atom) => kinds[atom] as number),
  );
  if (!analysis) return { representative: translated };
  const orbitOf = new Map(atoms.map((atom, i) => [atom, analysis.orbits[i] as number]));
  const orbits = translated.map((first) => orbitOf.get(first) as number);
  return { representative: lowest(orbits), spaceGroup: analysis.number };
}

function analyse(
  cell: Float64Array,
  fractional: Float64Array,
  numbers: readonly number[],
): { readonly orbits: readonly number[]; readonly number: number } | undefined {
  load();
  const positions = numbers.map((_, i) =>
    Array.from(fractional.subarray(3 * i, 3 * i + 3), (x) => x - Math.floor(x)),
  );
  const input = { lattice: { basis: Array.from(cell) }, positions, numbers };
  try {
    return analyze_cell(JSON.stringify(input), SYMMETRY_TOLERANCE, 'Standard');
  } catch {
    return undefined;
  }
}

/** A number for each kind of site: element, moment and charge together. */
function siteKinds(structure: Structure): number[] {
  const kinds = new Map<string, number>();
  return Array.from(structure.numbers, (number, i) => {
    const moment = structure.initialMagneticMoments?.[i] ?? 0;
    const key = `${number} ${moment} ${structure.initialCharges?.[i] ?? 0}`;
    const kind = kinds.get(key) ?? kinds.size + 1;
    kinds.set(key, kind);
    return kind;
  });
}

function lowest(orbits: readonly number[]): number[] {
  const first = new Map<number, number>();
  for (const [i, orbit] of orbits.entries()) {
    if (!first.has(orbit)) first.set(orbit, i);
  }
  return orbits.map((orbit) => first.get(orbit) as number);
}
