import { cellVolume } from '../cell.ts';
import { cbrt } from '../elementary.ts';
import { backSubstitute } from '../linalg/ridge.ts';
import { absorbRows, emptyTriangle } from '../linalg/triangle.ts';
import { isotropicStrain, linspace, strainStructure } from '../strain.ts';
import type { Structure } from '../structure.ts';
import { ask, type Model, ModelProblem } from './model.ts';

/** Energies of a crystal under even pressure, and what its equation of state gives. */
export interface EquationOfState {
  /** Å^3 an atom. */
  readonly volumes: readonly number[];
  /** eV an atom. */
  readonly energies: readonly number[];
  /** At the minimum of the fit: Å^3 an atom, eV an atom, eV/Å^3. */
  readonly volume: number;
  readonly energy: number;
  readonly bulkModulus: number;
}

/**
 * Energies at `points` volumes, lengths from (1 - range) to (1 + range) of the crystal's, its atoms moved
 * with the cell; and the equation of state through them: E a cubic in V^(-2/3), which is Birch's third-order
 * one (F. Birch, Phys. Rev. 71, 809, 1947), by least squares.
 */
export function equationOfState(
  model: Model,
  crystal: Structure,
  { range, points }: { readonly range: number; readonly points: number },
): EquationOfState {
  const atoms = crystal.numbers.length;
  const scaled = linspace(-range, range, points).map((e) =>
    strainStructure(crystal, isotropicStrain(e)),
  );
  const volumes = scaled.map(({ cell }) => cellVolume(cell) / atoms);
  const energies = scaled.map((structure) => ask(model, structure).energy / atoms);
  return { volumes, energies, ...birchFit(volumes, energies) };
}

function birchFit(
  volumes: readonly number[],
  energies: readonly number[],
): Pick<EquationOfState, 'volume' | 'energy' | 'bulkModulus'> {
  const middle = volumes[Math.floor(volumes.length / 2)]!;
  const lowest = energies.reduce((least, e) => Math.min(least, e));
  // x = (V0/V)^(2/3) - 1 keeps the four columns far from parallel.
  const xOf = (volume: number): number => {
    const root = cbrt(middle / volume);
    return root * root - 1;
  };
  const rows = volumes.map((volume, i) => {
    const x = xOf(volume);
    return [1, x, x * x, x * x * x, energies[i]! - lowest];
  });
  const triangle = emptyTriangle(5);
  absorbRows(triangle, Float64Array.from(rows.flat()), rows.length);
  const [c0, c1, c2, c3] = backSubstitute(triangle) as unknown as [number, number, number, number];
  const x = stationary(c1, c2, c3);
  if (x === undefined || !(x > -1))
    throw new ModelProblem('its energies over the volume have no minimum');
  const root = Math.sqrt(1 + x);
  const volume = middle / (root * root * root);
  // V E'' at the minimum: dx/dV = -(2/3) (1 + x)/V, and E' = 0 there.
  const bulkModulus = ((4 / 9) * (1 + x) * (1 + x) * (2 * c2 + 6 * c3 * x)) / volume;
  return { volume, energy: lowest + c0 + x * (c1 + x * (c2 + x * c3)), bulkModulus };
}

/** Where the cubic's slope is 0 and its curvature above it. */
function stationary(c1: number, c2: number, c3: number): number | undefined {
  const discriminant = c2 * c2 - 3 * c1 * c3;
  if (!(discriminant > 0)) return undefined;
  return -c1 / (c2 + Math.sqrt(discriminant));
}
