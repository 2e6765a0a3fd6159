import type { NeighbourList } from '../neighbours.ts';
import { addCore, clearCore } from './evaluate-core.ts';
import { type EvaluatorWorkspace, makeNeighbourBuffers } from './evaluator-workspace.ts';
import { fillHarmonics } from './harmonics.ts';
import type { AceBond, AcePotential } from './potential.ts';
import { readRadial } from './radial-table.ts';

/** Fills the channels of atom i and keeps what its forces need of each neighbour. */
export function gatherNeighbours(
  work: EvaluatorWorkspace,
  potential: AcePotential,
  list: NeighbourList,
  species: Int32Array,
  i: number,
): void {
  const { plan, channels, g, dg } = work;
  const first = list.first[i]!;
  const count = list.first[i + 1]! - first;
  if (work.near.capacity < count) work.near = makeNeighbourBuffers(plan, count + 16);
  const { near } = work;
  channels.fill(0);
  clearCore(work.core);
  for (let p = 0; p < count; p++) {
    const at = first + p;
    const element = species[list.neighbour[at]!]!;
    const pair = species[i]! * potential.elements.length + element;
    const bond = potential.bonds[pair]!;
    const distance = Math.sqrt(list.squared[at]!);
    near.distance[p] = distance;
    near.direction[3 * p] = list.dx[at]! / distance;
    near.direction[3 * p + 1] = list.dy[at]! / distance;
    near.direction[3 * p + 2] = list.dz[at]! / distance;
    readRadial(plan.radial[pair]!, distance, g, dg);
    combineRadial(work, bond, plan.identity[pair]!, p);
    const [x, y, z] = [
      near.direction[3 * p]!,
      near.direction[3 * p + 1]!,
      near.direction[3 * p + 2]!,
    ];
    fillHarmonics(plan.harmonics, x, y, z, near.harmonics, p * plan.harmonics.channels);
    addChannels(work, element, p);
    addCore(work, bond, plan.radial[pair]!.count > bond.basisSize, p);
  }
}

/** The radial functions of every block: g_k as they are, then R_nl = sum_k c_nlk g_k. */
function combineRadial(
  work: EvaluatorWorkspace,
  bond: AceBond,
  identity: boolean,
  p: number,
): void {
  const { plan, near, g, dg } = work;
  const { radialStarts, plainBlocks } = plan;
  const { lMax } = plan.layout;
  const offset = p * radialStarts[lMax.length]!;
  const { coefficients, basisSize, lMax: bondLMax } = bond;
  for (let block = 0; block < lMax.length; block++) {
    let at = offset + radialStarts[block]!;
    const n = block - plainBlocks;
    for (let l = 0; l <= lMax[block]!; l++, at++) {
      if (n < 0 || identity) {
        const k = n < 0 ? block : n;
        near.radial[at] = k < basisSize ? g[k]! : 0;
        near.slope[at] = k < basisSize ? dg[k]! : 0;
        continue;
      }
      const row = (n * (bondLMax + 1) + l) * basisSize;
      let value = 0;
      let slope = 0;
      for (let k = 0; k < basisSize && n < bond.nMax && l <= bondLMax; k++) {
        value += coefficients[row + k]! * g[k]!;
        slope += coefficients[row + k]! * dg[k]!;
      }
      near.radial[at] = value;
      near.slope[at] = slope;
    }
  }
}

function addChannels(work: EvaluatorWorkspace, element: number, p: number): void {
  const { plan, near, channels } = work;
  const { lMax, perElement } = plan.layout;
  const values = near.harmonics[0];
  const start = p * plan.harmonics.channels;
  let radial = p * plan.radialStarts[lMax.length]!;
  let channel = element * perElement;
  for (let block = 0; block < lMax.length; block++) {
    let k = start;
    for (let l = 0; l <= lMax[block]!; l++, radial++) {
      const factor = near.radial[radial]!;
      for (let m = 0; m <= 2 * l; m++, k++, channel++) {
        channels[channel] = channels[channel]! + factor * values[k]!;
      }
    }
  }
}
