/**
 * The real channels of a central atom: for each neighbour element the same blocks, one a radial
 * function, each with all (l, m >= 0) up to the block's own l, laid out as in {@link Harmonics}.
 */
export interface ChannelLayout {
  readonly elements: number;
  /** The largest l of each block, -1 where no function needs it. */
  readonly lMax: readonly number[];
  /** Where each block starts, and at the end the channels of one element. */
  readonly starts: readonly number[];
  /** The channels of one neighbour element. */
  readonly perElement: number;
}

/** One factor of a product: a channel block, l and m. */
export interface Slot {
  readonly element: number;
  readonly block: number;
  readonly l: number;
  readonly m: number;
}

/** The smallest layout that holds the slots. */
export function layoutChannels(
  elements: number,
  blocks: number,
  slots: Iterable<Pick<Slot, 'block' | 'l'>>,
): ChannelLayout {
  const lMax = new Array<number>(blocks).fill(-1);
  for (const { block, l } of slots) lMax[block] = Math.max(lMax[block]!, l);
  const starts = [0];
  for (const l of lMax) starts.push(starts[starts.length - 1]! + (l + 1) * (l + 1));
  return { elements, lMax, starts, perElement: starts[blocks]! };
}

/** The place of the complex A_lm (any m) among those that {@link fillComplex} makes. */
export const complexPlace = (layout: ChannelLayout, { element, block, l, m }: Slot): number =>
  element * layout.perElement + layout.starts[block]! + l * l + l + m;

/** The places of the real and imaginary channel of |m|; no imaginary one (-1) where m is 0. */
export function realPlaces(layout: ChannelLayout, slot: Slot): readonly [number, number] {
  const { element, block, l } = slot;
  const at = element * layout.perElement + layout.starts[block]! + l * l;
  const m = Math.abs(slot.m);
  return m === 0 ? [at, -1] : [at + 2 * m - 1, at + 2 * m];
}

/** From real channels (m >= 0) all complex A_lm, re and im alternating: A_l-m = (-1)^m conj A_lm. */
export function fillComplex(layout: ChannelLayout, real: Float64Array, out: Float64Array): void {
  const { elements, lMax, starts, perElement } = layout;
  for (let e = 0; e < elements; e++) {
    for (let block = 0; block < lMax.length; block++) {
      const start = e * perElement + starts[block]!;
      for (let l = 0; l <= lMax[block]!; l++) {
        const middle = start + l * l + l;
        out[2 * middle] = real[start + l * l]!;
        out[2 * middle + 1] = 0;
        let sign = -1;
        for (let m = 1; m <= l; m++) {
          const re = real[start + l * l + 2 * m - 1]!;
          const im = real[start + l * l + 2 * m]!;
          out[2 * (middle + m)] = re;
          out[2 * (middle + m) + 1] = im;
          out[2 * (middle - m)] = sign * re;
          out[2 * (middle - m) + 1] = -sign * im;
          sign = -sign;
        }
      }
    }
  }
}
