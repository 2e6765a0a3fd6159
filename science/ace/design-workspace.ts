import type { NeighbourList } from '../neighbours.ts';
import { PAGE } from '../wasm-kernel.ts';
import { type DesignKernel, makeKernel } from './design-kernel.ts';
import type { DesignPlan } from './design-plan.ts';

/** Lanes of a tile: one cache line of numbers. */
export const LANES = 8;
const BYTES = 8;

/** A plan and the buffers that its structures and atoms pass through, one after the other. */
export interface DesignWorkspace {
  readonly plan: DesignPlan;
  readonly kernel: DesignKernel;
  readonly places: Places;
  /** The real channels of the atom at hand. */
  readonly channels: Float64Array;
  /** The same as complex numbers for all m. */
  readonly complex: Float64Array;
  /** Derivatives of the channels by the coordinates of the atom at hand, 3 a channel. */
  readonly centre: Float64Array;
  /** The sparse dB/dA (in the kernel's memory, as the next three). */
  derivatives: Float64Array;
  /** Where the rows of a tile start, in bytes. */
  starts: Int32Array;
  /**
   * Derivatives of the channels by the coordinates of other atoms: `[tile][channel][lane]`, channels
   * counted within the neighbours' element. A tile holds columns of one element only; its empty
   * lanes hold whatever was there before.
   */
  tiles: Float64Array;
  /** The rows of the structure at hand, and one more for the empty lanes. */
  rows: Float64Array;
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

/** Where things are in the kernel's memory, in bytes; what grows is behind them. */
interface Places {
  readonly starts: number;
  readonly derivatives: number;
  /** By central element: entries, and 64 times the channel of each. */
  readonly entries: readonly number[];
  readonly channels: readonly number[];
  readonly end: number;
}

/** Makes the buffers of a plan. */
export function makeWorkspace(plan: DesignPlan): DesignWorkspace {
  const { elements, perElement } = plan.layout;
  const all = elements * perElement;
  const make = (): Float64Array => new Float64Array(plan.harmonics.channels);
  const kernel = makeKernel();
  const places = placePlan(plan);
  growMemory(kernel, places.end);
  plan.centres.forEach(({ entries, channel }, e) => {
    new Int32Array(kernel.memory.buffer, places.entries[e]).set(entries);
    const inBytes = channel.map((c) => c * LANES * BYTES);
    new Int32Array(kernel.memory.buffer, places.channels[e]).set(inBytes);
  });
  return {
    plan,
    kernel,
    places,
    channels: new Float64Array(all),
    complex: new Float64Array(2 * all),
    centre: new Float64Array(3 * all),
    derivatives: new Float64Array(0),
    starts: new Int32Array(0),
    tiles: new Float64Array(0),
    rows: new Float64Array(0),
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

function placePlan({ centres }: DesignPlan): Places {
  const most = Math.max(...centres.map((centre) => centre.channel.length));
  let end = 0;
  const place = (bytes: number): number => {
    const start = end;
    end += BYTES * Math.ceil(bytes / BYTES);
    return start;
  };
  return {
    starts: place(4 * LANES),
    derivatives: place(BYTES * (most + 1)),
    entries: centres.map((centre) => place(4 * centre.entries.length)),
    channels: centres.map((centre) => place(4 * centre.channel.length)),
    end: LANES * BYTES * Math.ceil(end / (LANES * BYTES)),
  };
}

function growMemory({ memory }: DesignKernel, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
}

/** Makes room for a structure, and empties its rows. */
export function beginStructure(
  work: DesignWorkspace,
  list: NeighbourList,
  atoms: number,
  columns: number,
): void {
  const { plan, kernel, places } = work;
  let most = 0;
  for (let i = 0; i < atoms; i++) most = Math.max(most, list.first[i + 1]! - list.first[i]!);
  most = Math.min(most, atoms);
  const tiles = Math.ceil((3 * most) / LANES) + plan.layout.elements;
  const tileNumbers = tiles * LANES * plan.layout.perElement;
  const rowNumbers = (2 + 3 * atoms) * columns;
  const rowsPlace = places.end + BYTES * tileNumbers;
  growMemory(kernel, rowsPlace + BYTES * rowNumbers);
  const { buffer } = kernel.memory;
  const derivatives = (places.entries[0]! - places.derivatives) / BYTES;
  work.derivatives = new Float64Array(buffer, places.derivatives, derivatives);
  work.starts = new Int32Array(buffer, places.starts, LANES);
  work.tiles = new Float64Array(buffer, places.end, tileNumbers);
  work.rows = new Float64Array(buffer, rowsPlace, rowNumbers);
  work.rows.fill(0);
  if (work.lanes.length < tiles * LANES) work.lanes = new Int32Array(tiles * LANES);
  if (work.laneOf.length >= atoms) return;
  work.laneOf = new Int32Array(atoms);
  work.written = new Uint8Array(atoms);
  work.near = new Int32Array(atoms);
}
