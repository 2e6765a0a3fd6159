import { fail, ok, type Result } from '../../base/result.ts';
import {
  type ClassicalProblem,
  type ClassicalResult,
  classicalResult,
  SAME_PLACE,
} from '../classical/classical-result.ts';
import { exp, log } from '../elementary.ts';
import { type NeighbourList, neighbourList, neighbourProblem } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import { type PairTable, pairTable } from './pair-table.ts';
import {
  BETA,
  CUTOFF,
  type EmtElement,
  emtElements,
  LIST_CUTOFF,
  STEEPNESS,
} from './parameters.ts';

/**
 * Energy, forces and stress by effective medium theory, for any cell and mixture of the elements in
 * {@link emtElements}: K. W. Jacobsen, P. Stoltze, J. K. Norskov, Surf. Sci. 366, 394 (1996), with the
 * numbers of ASE 3.29: 0 eV for each element's fcc crystal at the s0 of the table. Each atom has E_c(s) + 6 V0 exp(-kappa (s - s0)) - V0 sigma_2 / (2 gamma_2) - E0,
 * where s follows from the density sum sigma_1 of its neighbours. The bits of the result are the same
 * on every engine.
 */
export function emt(structure: Structure): Result<ClassicalResult, ClassicalProblem> {
  const kinds = kindsOf(structure.numbers);
  if (!kinds.ok) return kinds;
  const words = neighbourProblem(structure, LIST_CUTOFF);
  if (words !== undefined) return fail({ kind: 'geometry', words });
  const list = neighbourList(structure, LIST_CUTOFF, 'half');
  const { kind, elements } = kinds.value;
  const terms = pairTerms(list, kind, pairTable(elements));
  if (!terms.ok) return terms;
  const { energy, slope } = embed(kind, elements, terms.value);
  const { forces, virial } = push(list, slope, terms.value);
  return classicalResult(structure, { energy, forces, virial });
}

interface Kinds {
  /** For each atom, the place of its element in `elements`. */
  readonly kind: Int32Array;
  readonly elements: readonly EmtElement[];
}

function kindsOf(numbers: Int32Array): Result<Kinds, ClassicalProblem> {
  const elements: EmtElement[] = [];
  const places = new Map<number, number>();
  const kind = new Int32Array(numbers.length);
  for (const [i, number] of numbers.entries()) {
    let place = places.get(number);
    if (place === undefined) {
      const element = emtElements.get(number);
      if (!element) return fail({ kind: 'element', number });
      place = elements.push(element) - 1;
      places.set(number, place);
    }
    kind[i] = place;
  }
  return ok({ kind, elements });
}

/** What the pairs give before any atom's surroundings are known. */
interface PairTerms {
  /** The sum of the pair energies, eV. */
  readonly energy: number;
  /** Density sum sigma_1 of each atom. */
  readonly density: Float64Array;
  /** Of each pair: d/dr, over r, of its share of the first atom's density, of the second's, of its energy. */
  readonly first: Float64Array;
  readonly second: Float64Array;
  readonly pair: Float64Array;
}

/** Nearer than this the cutoff is 1 to the last bit: exp(-38) is below a quarter of it. */
const UNCUT = CUTOFF - 38 / STEEPNESS;

function pairTerms(
  list: NeighbourList,
  kind: Int32Array,
  table: PairTable,
): Result<PairTerms, ClassicalProblem> {
  const atoms = kind.length;
  const pairs = list.first[atoms]!;
  const density = new Float64Array(atoms);
  const first = new Float64Array(pairs);
  const second = new Float64Array(pairs);
  const pair = new Float64Array(pairs);
  const { densityRate, pairRate } = table;
  const n = table.elements.length;
  let energy = 0;
  for (let i = 0; i < atoms; i++) {
    const a = kind[i]!;
    for (let k = list.first[i]!; k < list.first[i + 1]!; k++) {
      const j = list.neighbour[k]!;
      const b = kind[j]!;
      const r = Math.sqrt(list.squared[k]!);
      if (r < SAME_PLACE) return fail({ kind: 'overlap', atoms: [i, j] });
      const cut = r < UNCUT ? 1 : 1 / (1 + exp(STEEPNESS * (r - CUTOFF)));
      const bend = STEEPNESS * (cut - 1);
      const densityA = cut * exp(-densityRate[a]! * r);
      const densityB = a === b ? densityA : cut * exp(-densityRate[b]! * r);
      const pairA = cut * exp(-pairRate[a]! * r);
      const pairB = a === b ? pairA : cut * exp(-pairRate[b]! * r);
      const atI = table.density[a * n + b]! * densityB;
      const atJ = table.density[b * n + a]! * densityA;
      const energyI = table.pair[a * n + b]! * pairB;
      const energyJ = table.pair[b * n + a]! * pairA;
      density[i] = density[i]! + atI;
      density[j] = density[j]! + atJ;
      energy += energyI + energyJ;
      const inverse = 1 / r;
      first[k] = atI * (bend - densityRate[b]!) * inverse;
      second[k] = atJ * (bend - densityRate[a]!) * inverse;
      pair[k] = (energyI * (bend - pairRate[b]!) + energyJ * (bend - pairRate[a]!)) * inverse;
    }
  }
  return ok({ energy, density, first, second, pair });
}

/** Adds the energies of the atoms in their densities; also gives dE/dsigma_1 of each. */
function embed(
  kind: Int32Array,
  elements: readonly EmtElement[],
  terms: PairTerms,
): { energy: number; slope: Float64Array } {
  const slope = new Float64Array(kind.length);
  let energy = terms.energy;
  for (let i = 0; i < kind.length; i++) {
    const { e0, v0, eta2, kappa, lambda, gamma1 } = elements[kind[i]!]!;
    const sigma = terms.density[i]!;
    energy -= e0;
    // An atom alone has no sphere that its neighbours fill: it is free, at -E0.
    if (sigma === 0) continue;
    // s - s0, from the density that fills the neutral sphere.
    const ds = -log(sigma / (12 * gamma1)) / (BETA * eta2);
    const decay = exp(-lambda * ds);
    const repulsion = 6 * v0 * exp(-kappa * ds);
    energy += e0 * (1 + lambda * ds) * decay + repulsion;
    const perRadius = -e0 * lambda * lambda * ds * decay - kappa * repulsion;
    slope[i] = -perRadius / (BETA * eta2 * sigma);
  }
  return { energy, slope };
}

/** Forces, and the virial sum of d_a f_b in Voigt order, eV. */
function push(
  list: NeighbourList,
  slope: Float64Array,
  { first, second, pair }: PairTerms,
): { forces: Float64Array; virial: Float64Array } {
  const { dx, dy, dz } = list;
  const forces = new Float64Array(3 * slope.length);
  const virial = new Float64Array(6);
  let [xx, yy, zz, yz, xz, xy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < slope.length; i++) {
    let [sumX, sumY, sumZ] = [0, 0, 0];
    for (let k = list.first[i]!; k < list.first[i + 1]!; k++) {
      const j = list.neighbour[k]!;
      const pull = slope[i]! * first[k]! + slope[j]! * second[k]! + pair[k]!;
      const [x, y, z] = [dx[k]!, dy[k]!, dz[k]!];
      const [fx, fy, fz] = [pull * x, pull * y, pull * z];
      sumX += fx;
      sumY += fy;
      sumZ += fz;
      forces[3 * j] = forces[3 * j]! - fx;
      forces[3 * j + 1] = forces[3 * j + 1]! - fy;
      forces[3 * j + 2] = forces[3 * j + 2]! - fz;
      xx += x * fx;
      yy += y * fy;
      zz += z * fz;
      yz += y * fz;
      xz += x * fz;
      xy += x * fy;
    }
    forces[3 * i] = forces[3 * i]! + sumX;
    forces[3 * i + 1] = forces[3 * i + 1]! + sumY;
    forces[3 * i + 2] = forces[3 * i + 2]! + sumZ;
  }
  virial.set([xx, yy, zz, yz, xz, xy]);
  return { forces, virial };
}
