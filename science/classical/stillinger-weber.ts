import { fail, type Result } from '../../base/result.ts';
import { exp } from '../elementary.ts';
import { type NeighbourList, neighbourList, neighbourProblem } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import {
  type ClassicalProblem,
  type ClassicalResult,
  classicalResult,
  SAME_PLACE,
  type Sums,
} from './classical-result.ts';
import { addPull } from './pair-sum.ts';

/** F. H. Stillinger, T. A. Weber, Phys. Rev. B 31, 5262 (1985), section III, for silicon. */
const SILICON = 14;
/** 2.1683 eV is half the energy of diamond per atom; sigma, Å. */
const EPSILON = 2.1683;
const SIGMA = 2.0951;
const A = 7.049556277;
const B = 0.6022245584;
const REACH = 1.8;
const LAMBDA = 21;
const GAMMA = 1.2;

/** Beyond it nothing interacts, Å. */
const CUTOFF = REACH * SIGMA;
/** Nearer to the cutoff than this (in units of sigma) every term is 0 to the last bit: exp(-1000). */
const RIM = 1e-3;

/**
 * Energy, forces and stress of silicon by Stillinger and Weber: the pair term of their equation 2.3 (p = 4, q = 0)
 * and the angle term of 2.5, which is least at the tetrahedral angle.
 */
export function stillingerWeber(structure: Structure): Result<ClassicalResult, ClassicalProblem> {
  const other = structure.numbers.find((number) => number !== SILICON);
  if (other !== undefined) return fail({ kind: 'element', number: other });
  const words = neighbourProblem(structure, CUTOFF);
  if (words !== undefined) return fail({ kind: 'geometry', words });
  const list = neighbourList(structure, CUTOFF);
  const atoms = structure.numbers.length;
  const forces = new Float64Array(3 * atoms);
  const virial = new Float64Array(6);
  const bonds: Bond[] = [];
  let energy = 0;
  for (let i = 0; i < atoms; i++) {
    const overlap = gatherBonds(list, i, bonds);
    if (overlap >= 0) return fail({ kind: 'overlap', atoms: [i, overlap] });
    energy += pairTerms(bonds, i, { forces, virial });
    energy += angleTerms(bonds, i, { forces, virial });
  }
  return classicalResult(structure, { energy, forces, virial });
}

type Tally = Pick<Sums, 'forces' | 'virial'>;

/** A bond of one atom: neighbour, vector to it (Å), length (sigma), and exp(gamma / (r - a)). */
interface Bond {
  readonly neighbour: number;
  readonly to: readonly [number, number, number];
  readonly r: number;
  readonly decay: number;
}

/** Fills `bonds` with those of atom i; gives a neighbour at the same place, or -1. */
function gatherBonds(list: NeighbourList, i: number, bonds: Bond[]): number {
  bonds.length = 0;
  for (let k = list.first[i]!; k < list.first[i + 1]!; k++) {
    const neighbour = list.neighbour[k]!;
    const distance = Math.sqrt(list.squared[k]!);
    if (distance < SAME_PLACE) return neighbour;
    const r = distance / SIGMA;
    if (r > REACH - RIM) continue;
    const to = [list.dx[k]!, list.dy[k]!, list.dz[k]!] as const;
    bonds.push({ neighbour, to, r, decay: exp(GAMMA / (r - REACH)) });
  }
  return -1;
}

/** Each pair is met from both of its ends, with half its energy. */
function pairTerms(bonds: readonly Bond[], i: number, { forces, virial }: Tally): number {
  let energy = 0;
  for (const { neighbour, to, r } of bonds) {
    const inverse = 1 / (r * r);
    const repulsion = B * inverse * inverse;
    const rest = 1 / (r - REACH);
    const decay = 0.5 * EPSILON * A * exp(rest);
    energy += decay * (repulsion - 1);
    const slope = decay * ((-4 * repulsion) / r - (repulsion - 1) * rest * rest);
    addPull(i, neighbour, slope / (SIGMA * SIGMA * r), to, forces, virial);
  }
  return energy;
}

/**
 * The angles at atom i. The energy of an angle is a function of r_1, r_2 and c = d_1 . d_2 / (r_1 r_2); its
 * derivative by d_1 is along d_1 and d_2, whose parts are here given to the pairs (i, j1), (i, j2) and (j1, j2):
 * with d_3 = d_2 - d_1, 2 d_1 . d_2 = d_1^2 + d_2^2 - d_3^2, so that all are pulls along pairs.
 */
function angleTerms(bonds: readonly Bond[], i: number, { forces, virial }: Tally): number {
  let energy = 0;
  for (let p = 1; p < bonds.length; p++) {
    const one = bonds[p]!;
    for (let q = 0; q < p; q++) {
      const two = bonds[q]!;
      const [x1, y1, z1] = one.to;
      const [x2, y2, z2] = two.to;
      const lengths = one.r * two.r;
      const unit = SIGMA * SIGMA;
      const cosine = (x1 * x2 + y1 * y2 + z1 * z2) / (unit * lengths);
      const bend = cosine + 1 / 3;
      const strength = EPSILON * LAMBDA * one.decay * two.decay;
      const value = strength * bend * bend;
      energy += value;
      const byCosine = 2 * strength * bend;
      // derivative by each length at a fixed angle, and by the cosine at fixed lengths
      const pull = (b: Bond): number => {
        const gap = b.r - REACH;
        return (-value * GAMMA) / (gap * gap * b.r) - (byCosine * cosine) / (b.r * b.r);
      };
      const across = byCosine / lengths;
      addPull(i, one.neighbour, (pull(one) + across) / unit, one.to, forces, virial);
      addPull(i, two.neighbour, (pull(two) + across) / unit, two.to, forces, virial);
      const between = [x2 - x1, y2 - y1, z2 - z1] as const;
      addPull(one.neighbour, two.neighbour, -across / unit, between, forces, virial);
    }
  }
  return energy;
}
