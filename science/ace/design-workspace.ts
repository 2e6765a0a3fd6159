import type { NeighbourList } from '../neighbours.ts';
import type { DesignPlan } from './design-plan.ts';

/** Lanes of a tile: one cache line of numbers. */
export const LANES = 8;

/** A plan and the buffers that its atoms pass through, one after the other. */
export interface DesignWorkspace {
  readonly plan: DesignPlan;
  /** The real channels of the atom at hand. */
  readonly channels: Float64Array;
  /** The same as complex numbers for all m. */
  readonly complex: Float64Array;
  /** The sparse dB/dA. */
  readonly derivatives: Float64Array;
  /** Derivatives of the channels by the coordinates of the atom at hand, 3 a channel. */
  readonly centre: Float64Array;
  /**
   * Derivatives of the channels by the coordinates of other atoms: `[tile][channel][lane]`, channels
   * counted within the neighbours' element. A tile holds columns of one element only; its empty
   * lanes hold whatever was there before.
   */
  tiles: Float64Array;
  /** The first tile of each neighbour element, and the end. */
  readonly tileStarts: Int32Array;
  /** The coordinate of each lane as 3 i + x; -1 where it is empty. */
  lanes: Int32Array;
  /** The first lane of each atom that is a neighbour of the one at hand; -1 for others. */
  laneOf: Int32Array;
  /** 0 until the atom's lanes have been written, then 1. */
  written: Uint8Array;
  /** The atoms that have lanes. */
  near: Int32Array;
  readonly g: Float64Array;
  readonly dg: Float64Array;
  readonly harmonics: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

/** Makes the buffers of a plan. */
export function makeWorkspace(plan: DesignPlan): DesignWorkspace {
  const { elements, perElement } = plan.layout;
  const all = elements * perElement;
  const make = (): Float64Array => new Float64Array(plan.harmonics.channels);
  const entries = plan.centres.map((centre) => centre.channel.length);
  return {
    plan,
    channels: new Float64Array(all),
    complex: new Float64Array(2 * all),
    derivatives: new Float64Array(Math.max(...entries) + 1),
    centre: new Float64Array(3 * all),
    tiles: new Float64Array(0),
    tileStarts: new Int32Array(elements + 1),
    lanes: new Int32Array(0),
    laneOf: new Int32Array(0),
    written: new Uint8Array(0),
    near: new Int32Array(0),
    g: new Float64Array(plan.radial.count),
    dg: new Float64Array(plan.radial.count),
    harmonics: [make(), make(), make(), make()],
  };
}

/** Gives three lanes to every other atom that is near atom i, those of an element together. */
export function assignLanes(
  work: DesignWorkspace,
  list: NeighbourList,
  species: Int32Array,
  i: number,
): void {
  if (work.laneOf.length < species.length) growAtoms(work, species.length);
  const { laneOf, near, written, tileStarts } = work;
  const { elements, perElement } = work.plan.layout;
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
  const tiles = tileStarts[elements]!;
  if (work.lanes.length < tiles * LANES) growTiles(work, 2 * tiles, perElement);
  work.lanes.fill(-1, 0, tiles * LANES);
  for (let k = 0; k < count; k++) {
    const j = near[k]!;
    const lane = LANES * tileStarts[species[j]!]! + 3 * laneOf[j]!;
    laneOf[j] = lane;
    written[j] = 0;
    for (let x = 0; x < 3; x++) work.lanes[lane + x] = 3 * j + x;
  }
}

function growAtoms(work: DesignWorkspace, atoms: number): void {
  work.laneOf = new Int32Array(atoms);
  work.written = new Uint8Array(atoms);
  work.near = new Int32Array(atoms);
}

function growTiles(work: DesignWorkspace, tiles: number, perElement: number): void {
  work.lanes = new Int32Array(tiles * LANES);
  work.tiles = new Float64Array(tiles * LANES * perElement);
}
