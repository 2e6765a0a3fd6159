import type { NeighbourList } from '../neighbours.ts';
import type { EvaluatorWorkspace } from './evaluator-workspace.ts';

/** What all atoms add to: forces, 3N, eV/Å, and the derivative of the energy by strain, 3x3, eV. */
export interface Tally {
  readonly forces: Float64Array;
  readonly virial: Float64Array;
}

/** Adds the forces and the virial of the energy of atom i, from what its gathering left in `work`. */
export function addForces(
  work: EvaluatorWorkspace,
  list: NeighbourList,
  species: Int32Array,
  i: number,
  { forces, virial }: Tally,
): void {
  const { near, plan, outward, around } = work;
  const channels = plan.harmonics.channels;
  const first = list.first[i]!;
  for (let at = first; at < list.first[i + 1]!; at++) {
    const p = at - first;
    const j = list.neighbour[at]!;
    sumRadial(work, species[j]!, p);
    let radial = coreSlope(work, p);
    let tx = 0;
    let ty = 0;
    let tz = 0;
    for (let k = 0, h = p * channels; k < channels; k++, h++) {
      radial += outward[k]! * near.harmonics[0][h]!;
      tx += around[k]! * near.harmonics[1][h]!;
      ty += around[k]! * near.harmonics[2][h]!;
      tz += around[k]! * near.harmonics[3][h]!;
    }
    // the derivative of the energy by the position of the neighbour
    const distance = near.distance[p]!;
    const fx = radial * near.direction[3 * p]! + tx / distance;
    const fy = radial * near.direction[3 * p + 1]! + ty / distance;
    const fz = radial * near.direction[3 * p + 2]! + tz / distance;
    addVector(forces, 3 * i, fx, fy, fz);
    addVector(forces, 3 * j, -fx, -fy, -fz);
    addVector(virial, 0, fx * list.dx[at]!, fx * list.dy[at]!, fx * list.dz[at]!);
    addVector(virial, 3, fy * list.dx[at]!, fy * list.dy[at]!, fy * list.dz[at]!);
    addVector(virial, 6, fz * list.dx[at]!, fz * list.dy[at]!, fz * list.dz[at]!);
  }
}

function coreSlope({ core, near }: EvaluatorWorkspace, p: number): number {
  const slope = core.densityWeight * near.core[p]!;
  return p === core.closest ? slope + core.shareWeight * core.shareSlope : slope;
}

function addVector(to: Float64Array, at: number, x: number, y: number, z: number): void {
  to[at] = to[at]! + x;
  to[at + 1] = to[at + 1]! + y;
  to[at + 2] = to[at + 2]! + z;
}

/** Per (l, m), the sums over radial functions of slope times dR/dr and of slope times R. */
function sumRadial(work: EvaluatorWorkspace, element: number, p: number): void {
  const { plan, near, slopes, outward, around } = work;
  const { lMax, perElement } = plan.layout;
  outward.fill(0);
  around.fill(0);
  let radial = p * plan.radialStarts[lMax.length]!;
  let channel = element * perElement;
  for (let block = 0; block < lMax.length; block++) {
    let k = 0;
    for (let l = 0; l <= lMax[block]!; l++, radial++) {
      const value = near.radial[radial]!;
      const slope = near.slope[radial]!;
      for (let m = 0; m <= 2 * l; m++, k++, channel++) {
        outward[k] = outward[k]! + slopes[channel]! * slope;
        around[k] = around[k]! + slopes[channel]! * value;
      }
    }
  }
}
