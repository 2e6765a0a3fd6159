import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { analyze_cell, initSync } from '@spglib/moyo-wasm';
import { cellVolume, toFractional } from './cell.ts';
import { atomCount, type Structure } from './structure.ts';

/** Å: positions nearer than this are the same place to the symmetry search. */
export const SYMMETRY_TOLERANCE = 1e-3;

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
 * The orbits of the atoms under the crystal's space group, found with moyo. Atoms of one element
 * with different starting moments or charges are different. A structure that has no cell of full
 * periodicity, or that moyo cannot analyse, has each atom for itself.
 */
export function symmetryOrbits(structure: Structure): SymmetryOrbits {
  const alone = { representative: Array.from(structure.numbers, (_, i) => i) };
  if (!structure.periodic.every(Boolean) || !(cellVolume(structure.cell) > 1e-6)) return alone;
  load();
  const fractional = toFractional(structure.positions, structure.cell);
  const positions = Array.from({ length: atomCount(structure) }, (_, i) =>
    Array.from(fractional.subarray(3 * i, 3 * i + 3), (x) => x - Math.floor(x)),
  );
  const cell = {
    lattice: { basis: Array.from(structure.cell) },
    positions,
    numbers: siteKinds(structure),
  };
  try {
    const { orbits, number } = analyze_cell(JSON.stringify(cell), SYMMETRY_TOLERANCE, 'Standard');
    return { representative: lowest(orbits), spaceGroup: number };
  } catch {
    return alone;
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
  orbits.forEach((orbit, i) => {
    if (!first.has(orbit)) first.set(orbit, i);
  });
  return orbits.map((orbit) => first.get(orbit) as number);
}
