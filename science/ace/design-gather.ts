import type { NeighbourList } from '../neighbours.ts';
import { assignLanes } from './design-lanes.ts';
import { type DesignWorkspace, LANES } from './design-workspace.ts';
import { fillHarmonics } from './harmonics.ts';
import { readRadial } from './radial-table.ts';

/**
 * Fills the channels of atom i, A_nlm = sum over neighbours of g_n(r) Y_lm, and their derivatives by
 * the coordinates of all atoms near it. An atom's own images move with it and add no derivative.
 */
export function gatherChannels(
  work: DesignWorkspace,
  list: NeighbourList,
  species: Int32Array,
  i: number,
): void {
  const { plan, g, dg, harmonics } = work;
  assignLanes(work, list, species, i);
  work.channels.fill(0);
  work.centre.fill(0);
  for (let p = list.first[i]!; p < list.first[i + 1]!; p++) {
    const distance = Math.sqrt(list.squared[p]!);
    const x = list.dx[p]! / distance;
    const y = list.dy[p]! / distance;
    const z = list.dz[p]! / distance;
    readRadial(plan.radial, distance, g, dg);
    fillHarmonics(plan.harmonics, x, y, z, harmonics, 0);
    const j = list.neighbour[p]!;
    addValues(work, species[j]!);
    if (j === i) continue;
    addSlopes(work, species[j]!, j, x, y, z, distance);
    work.written[j] = 1;
  }
}

function addValues(work: DesignWorkspace, element: number): void {
  const { channels, g } = work;
  const { lMax, perElement } = work.plan.layout;
  const values = work.harmonics[0];
  let channel = element * perElement;
  for (let block = 0; block < lMax.length; block++) {
    const size = (lMax[block]! + 1) * (lMax[block]! + 1);
    const radial = g[block]!;
    for (let k = 0; k < size; k++, channel++) {
      channels[channel] = channels[channel]! + radial * values[k]!;
    }
  }
}

function addSlopes(
  work: DesignWorkspace,
  element: number,
  j: number,
  x: number,
  y: number,
  z: number,
  distance: number,
): void {
  const { g, dg, tiles, centre } = work;
  const { lMax, perElement } = work.plan.layout;
  const values = work.harmonics[0];
  const hx = work.harmonics[1];
  const hy = work.harmonics[2];
  const hz = work.harmonics[3];
  const keep = work.written[j]!;
  const lane = work.laneOf[j]!;
  let px = tilePlace(lane, perElement);
  let py = tilePlace(lane + 1, perElement);
  let pz = tilePlace(lane + 2, perElement);
  let at = 3 * element * perElement;
  for (let block = 0; block < lMax.length; block++) {
    const size = (lMax[block]! + 1) * (lMax[block]! + 1);
    const around = g[block]! / distance;
    const out = dg[block]!;
    for (let k = 0; k < size; k++) {
      const radial = out * values[k]!;
      const dx = radial * x + around * hx[k]!;
      const dy = radial * y + around * hy[k]!;
      const dz = radial * z + around * hz[k]!;
      tiles[px] = keep * tiles[px]! + dx;
      tiles[py] = keep * tiles[py]! + dy;
      tiles[pz] = keep * tiles[pz]! + dz;
      centre[at] = centre[at]! - dx;
      centre[at + 1] = centre[at + 1]! - dy;
      centre[at + 2] = centre[at + 2]! - dz;
      px += LANES;
      py += LANES;
      pz += LANES;
      at += 3;
    }
  }
}

const tilePlace = (lane: number, perElement: number): number =>
  (lane - (lane % LANES)) * perElement + (lane % LANES);
