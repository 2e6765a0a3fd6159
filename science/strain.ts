import { timesMatrix } from './cell.ts';
import type { Structure } from './structure.ts';

/** The components of a symmetric strain in Voigt's order. */
export const VOIGT = ['xx', 'yy', 'zz', 'yz', 'xz', 'xy'] as const;

/** One component of a strain. */
export type VoigtComponent = (typeof VOIGT)[number];

/**
 * The symmetric strain tensor eps (9 numbers, row-major) with one Voigt component: eps itself for
 * xx, yy, zz, the engineering strain (twice eps) for yz, xz, xy. Symmetric: no rotation.
 */
export function voigtStrain(component: VoigtComponent, amplitude: number): Float64Array {
  const eps = new Float64Array(9);
  const row = 'xyz'.indexOf(component[0] as string);
  const column = 'xyz'.indexOf(component[1] as string);
  const value = row === column ? amplitude : 0.5 * amplitude;
  eps[3 * row + column] = value;
  eps[3 * column + row] = value;
  return eps;
}

/** A linear isotropic strain: eps = e times the unit matrix; lengths become 1 + e times as long. */
export const isotropicStrain = (e: number): Float64Array =>
  Float64Array.of(e, 0, 0, 0, e, 0, 0, 0, e);

/**
 * The structure under a strain: cell' = cell (I + eps)^T, the atoms moved with it (scaled positions
 * kept). eps = 0 changes no bit.
 */
export function strainStructure(structure: Structure, eps: Float64Array): Structure {
  const transposed = new Float64Array(9);
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) transposed[3 * j + i] = eps[3 * i + j]! + (i === j ? 1 : 0);
  }
  return {
    ...structure,
    cell: timesMatrix(structure.cell, transposed),
    positions: timesMatrix(structure.positions, transposed),
  };
}

/**
 * n points from a to b as (a (n-1-i) + b i)/(n-1): the middle of a symmetric range is exactly 0, and
 * a refinement to 2n - 1 points keeps the n.
 */
export function linspace(a: number, b: number, n: number): number[] {
  return Array.from({ length: n }, (_, i) => {
    const value = (a * (n - 1 - i) + b * i) / (n - 1);
    return value === 0 ? 0 : value;
  });
}
