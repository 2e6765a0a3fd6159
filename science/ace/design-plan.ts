import type { AceFunction } from './ace-function.ts';
import type { AceBasis } from './basis.ts';
import { type ChannelLayout, layoutChannels, type Slot } from './channels.ts';
import { type Harmonics, prepareHarmonics } from './harmonics.ts';
import { basisBond, SPLINE_STEP } from './potential.ts';
import { compileProducts, type ProductTable } from './products.ts';
import { type RadialTable, tabulateRadial } from './radial-table.ts';

/** A basis compiled for {@link designRows}, with its tables; nothing in it changes afterwards. */
export interface DesignPlan {
  readonly layout: ChannelLayout;
  readonly harmonics: Harmonics;
  readonly radial: RadialTable;
  /** The functions of each central element. */
  readonly centres: readonly DesignCentre[];
}

/**
 * The functions of one central element, and the derivatives of each by the channels that it uses,
 * as a sparse matrix whose pattern never changes: a function's entries are sorted by channel, so
 * those of one neighbour element lie together.
 */
interface DesignCentre {
  /** The first column. */
  readonly offset: number;
  readonly count: number;
  /** Derivatives go to entries of the sparse matrix. */
  readonly products: ProductTable;
  readonly weights: Float64Array;
  /** The entries of function f by neighbour element e: `[f elements + e]` to the next. */
  readonly entries: Int32Array;
  /** The channel of each entry, counted within its element. */
  readonly channel: Int32Array;
}

/** Compiles a basis. */
export function planDesign(basis: AceBasis): DesignPlan {
  const { spec, functions, offsets } = basis;
  const slots = functions.flatMap((f) => f.l.map((l, t) => ({ block: f.n[t]! - 1, l })));
  const bond = basisBond(basis);
  const layout = layoutChannels(spec.elements.length, bond.basisSize, slots);
  const centres = spec.elements.map((_, e) =>
    planCentre(layout, functions.slice(offsets[e], offsets[e + 1]), offsets[e]!),
  );
  return {
    layout,
    harmonics: prepareHarmonics(Math.max(...layout.lMax)),
    radial: tabulateRadial(bond, SPLINE_STEP),
    centres,
  };
}

function planCentre(
  layout: ChannelLayout,
  functions: readonly AceFunction[],
  offset: number,
): DesignCentre {
  const compiled = functions.map((f) => ({ rank: f.n.length, combos: combinations(f) }));
  const byChannel = compileProducts(layout, compiled);
  const waste = layout.elements * layout.perElement;
  const entries = [0];
  const channel: number[] = [];
  const { re, im, slots } = byChannel;
  for (let f = 0; f < functions.length; f++) {
    const used = new Set([
      ...re.subarray(slots[f], slots[f + 1]),
      ...im.subarray(slots[f], slots[f + 1]),
    ]);
    used.delete(waste);
    const sorted = [...used].sort((a, b) => a - b);
    const entry = new Map(sorted.map((c, k) => [c, channel.length + k]));
    for (let s = slots[f]!; s < slots[f + 1]!; s++) {
      re[s] = entry.get(re[s]!) ?? -1;
      im[s] = entry.get(im[s]!) ?? -1;
    }
    for (let e = 1; e <= layout.elements; e++) {
      const before = sorted.filter((c) => c < e * layout.perElement).length;
      entries.push(channel.length + before);
    }
    channel.push(...sorted.map((c) => c % layout.perElement));
  }
  const last = channel.length;
  const products = { ...byChannel, im: im.map((place) => (place < 0 ? last : place)) };
  const weights = Float64Array.from(functions.flatMap((f) => [...f.weights]));
  const pattern = { entries: Int32Array.from(entries), channel: Int32Array.from(channel) };
  return { offset, count: functions.length, products, weights, ...pattern };
}

/** The slots of each combination of a function. */
function combinations(f: AceFunction): Slot[][] {
  const rank = f.n.length;
  return f.weights.map((_, c) =>
    f.n.map((n, t) => ({
      element: f.species[t]!,
      block: n - 1,
      l: f.l[t]!,
      m: f.ms[c * rank + t]!,
    })),
  );
}
