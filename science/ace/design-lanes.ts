import type { NeighbourList } from '../neighbours.ts';
import { type DesignWorkspace, LANES } from './design-workspace.ts';

/** Gives three lanes to every other atom that is near atom i, those of an element together. */
export function assignLanes(
  work: DesignWorkspace,
  list: NeighbourList,
  species: Int32Array,
  i: number,
): void {
  const { laneOf, near, written, lanes, tileStarts } = work;
  const { elements } = work.plan.layout;
  laneOf.fill(-1);
  let count = 0;
  // first the atoms of each element are counted, in tileStarts one place on
  tileStarts.fill(0);
  for (let p = list.first[i]!; p < list.first[i + 1]!; p++) {
    const j = list.neighbour[p]!;
    if (j === i || laneOf[j]! >= 0) continue;
    const place = species[j]! + 1;
    laneOf[j] = tileStarts[place]!;
    tileStarts[place] = laneOf[j]! + 1;
    near[count++] = j;
  }
  for (let e = 0; e < elements; e++) {
    tileStarts[e + 1] = tileStarts[e]! + Math.ceil((3 * tileStarts[e + 1]!) / LANES);
  }
  lanes.fill(-1, 0, tileStarts[elements]! * LANES);
  for (let k = 0; k < count; k++) {
    const j = near[k]!;
    const lane = LANES * tileStarts[species[j]!]! + 3 * laneOf[j]!;
    laneOf[j] = lane;
    written[j] = 0;
    for (let x = 0; x < 3; x++) lanes[lane + x] = 3 * j + x;
  }
}
