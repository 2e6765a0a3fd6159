import { type ChannelLayout, complexPlace, realPlaces, type Slot } from './channels.ts';

/**
 * Functions compiled for the inner loops: sums over combinations of weight Re(product of complex
 * A_lm). Slot arrays have `rank` entries a combination.
 */
export interface ProductTable {
  readonly count: number;
  readonly rank: Int32Array;
  /** Combinations of function f: `combos[f]` to `combos[f + 1]`; its first slot is at `slots[f]`. */
  readonly combos: Int32Array;
  readonly slots: Int32Array;
  /** Twice the place of the slot's complex A. */
  readonly place: Int32Array;
  /** Where the derivatives by the real and imaginary channel go; the last place of the output is waste. */
  readonly re: Int32Array;
  readonly im: Int32Array;
  /** Their signs: of A_l-m = (-1)^m conj A_lm, and of Re(i) against Im. */
  readonly reSign: Float64Array;
  readonly imSign: Float64Array;
}

/** A function to compile: its combinations of slots. */
export interface ProductFunction {
  readonly rank: number;
  readonly combos: readonly (readonly Slot[])[];
}

/** Compiles functions. Derivatives go to the channels' own places, those without one to `waste`. */
export function compileProducts(
  layout: ChannelLayout,
  functions: readonly ProductFunction[],
): ProductTable {
  const waste = layout.elements * layout.perElement;
  const combos = [0];
  const slots = [0];
  for (const f of functions) {
    combos.push(combos[combos.length - 1]! + f.combos.length);
    slots.push(slots[slots.length - 1]! + f.combos.length * f.rank);
  }
  const all = functions.flatMap((f) => f.combos.flat());
  const places = all.map((slot) => realPlaces(layout, slot));
  const odd = (m: number): boolean => m % 2 !== 0;
  return {
    count: functions.length,
    rank: Int32Array.from(functions, (f) => f.rank),
    combos: Int32Array.from(combos),
    slots: Int32Array.from(slots),
    place: Int32Array.from(all, (slot) => 2 * complexPlace(layout, slot)),
    re: Int32Array.from(places, (p) => p[0]),
    im: Int32Array.from(places, (p) => (p[1] < 0 ? waste : p[1])),
    reSign: Float64Array.from(all, ({ m }) => (m < 0 && odd(m) ? -1 : 1)),
    imSign: Float64Array.from(all, ({ m }) => (m < 0 ? (odd(m) ? -1 : 1) : -1)),
  };
}

/**
 * The value of function f, and the derivatives by its channels times the weights added to `out` at
 * `table.re` and `table.im`. Weights are one a combination of all functions; `a` is the complex A.
 */
export function addDerivatives(
  table: ProductTable,
  f: number,
  weights: Float64Array,
  a: Float64Array,
  out: Float64Array,
): number {
  switch (table.rank[f]) {
    case 1:
      return addSingles(table, f, weights, a, out);
    case 2:
      return addPairs(table, f, weights, a, out);
    case 3:
      return addTriples(table, f, weights, a, out);
    case 4:
      return addQuadruples(table, f, weights, a, out);
    default:
      return addLongProducts(table, f, weights, a, out);
  }
}

function addTo(t: ProductTable, slot: number, wr: number, wi: number, out: Float64Array): void {
  const re = t.re[slot]!;
  const im = t.im[slot]!;
  out[re] = out[re]! + t.reSign[slot]! * wr;
  out[im] = out[im]! + t.imSign[slot]! * wi;
}

type Kernel = typeof addDerivatives;

const addSingles: Kernel = (t, f, weights, a, out) => {
  let sum = 0;
  let slot = t.slots[f]!;
  for (let c = t.combos[f]!; c < t.combos[f + 1]!; c++, slot++) {
    const w = weights[c]!;
    sum += w * a[t.place[slot]!]!;
    addTo(t, slot, w, 0, out);
  }
  return sum;
};

const addPairs: Kernel = (t, f, weights, a, out) => {
  let sum = 0;
  let slot = t.slots[f]!;
  for (let c = t.combos[f]!; c < t.combos[f + 1]!; c++, slot += 2) {
    const w = weights[c]!;
    const p = t.place[slot]!;
    const q = t.place[slot + 1]!;
    const pr = w * a[p]!;
    const pi = w * a[p + 1]!;
    const qr = a[q]!;
    const qi = a[q + 1]!;
    sum += pr * qr - pi * qi;
    addTo(t, slot, w * qr, w * qi, out);
    addTo(t, slot + 1, pr, pi, out);
  }
  return sum;
};

const addTriples: Kernel = (t, f, weights, a, out) => {
  let sum = 0;
  let slot = t.slots[f]!;
  for (let c = t.combos[f]!; c < t.combos[f + 1]!; c++, slot += 3) {
    const w = weights[c]!;
    const p = t.place[slot]!;
    const q = t.place[slot + 1]!;
    const s = t.place[slot + 2]!;
    const pr = w * a[p]!;
    const pi = w * a[p + 1]!;
    const qr = a[q]!;
    const qi = a[q + 1]!;
    const sr = a[s]!;
    const si = a[s + 1]!;
    const pqr = pr * qr - pi * qi;
    const pqi = pr * qi + pi * qr;
    sum += pqr * sr - pqi * si;
    addTo(t, slot, w * (qr * sr - qi * si), w * (qr * si + qi * sr), out);
    addTo(t, slot + 1, pr * sr - pi * si, pr * si + pi * sr, out);
    addTo(t, slot + 2, pqr, pqi, out);
  }
  return sum;
};

const addQuadruples: Kernel = (t, f, weights, a, out) => {
  let sum = 0;
  let slot = t.slots[f]!;
  for (let c = t.combos[f]!; c < t.combos[f + 1]!; c++, slot += 4) {
    const w = weights[c]!;
    const p = t.place[slot]!;
    const q = t.place[slot + 1]!;
    const s = t.place[slot + 2]!;
    const u = t.place[slot + 3]!;
    const pr = w * a[p]!;
    const pi = w * a[p + 1]!;
    const qr = a[q]!;
    const qi = a[q + 1]!;
    const sr = a[s]!;
    const si = a[s + 1]!;
    const ur = a[u]!;
    const ui = a[u + 1]!;
    const pqr = pr * qr - pi * qi;
    const pqi = pr * qi + pi * qr;
    const sur = sr * ur - si * ui;
    const sui = sr * ui + si * ur;
    sum += pqr * sur - pqi * sui;
    addTo(t, slot, w * (qr * sur - qi * sui), w * (qr * sui + qi * sur), out);
    addTo(t, slot + 1, pr * sur - pi * sui, pr * sui + pi * sur, out);
    addTo(t, slot + 2, pqr * ur - pqi * ui, pqr * ui + pqi * ur, out);
    addTo(t, slot + 3, pqr * sr - pqi * si, pqr * si + pqi * sr, out);
  }
  return sum;
};

/** Any rank: products of the slots before, times those after. */
const addLongProducts: Kernel = (t, f, weights, a, out) => {
  const rank = t.rank[f]!;
  const before = new Float64Array(2 * rank + 2);
  let sum = 0;
  let slot = t.slots[f]!;
  for (let c = t.combos[f]!; c < t.combos[f + 1]!; c++, slot += rank) {
    before[0] = weights[c]!;
    before[1] = 0;
    for (let k = 0; k < rank; k++) {
      const x = a[t.place[slot + k]!]!;
      const y = a[t.place[slot + k]! + 1]!;
      const re = before[2 * k]!;
      const im = before[2 * k + 1]!;
      before[2 * k + 2] = re * x - im * y;
      before[2 * k + 3] = re * y + im * x;
    }
    sum += before[2 * rank]!;
    let re = 1;
    let im = 0;
    for (let k = rank - 1; k >= 0; k--) {
      const p = before[2 * k]!;
      const q = before[2 * k + 1]!;
      addTo(t, slot + k, p * re - q * im, p * im + q * re, out);
      const x = a[t.place[slot + k]!]!;
      const y = a[t.place[slot + k]! + 1]!;
      const next = re * x - im * y;
      im = re * y + im * x;
      re = next;
    }
  }
  return sum;
};

/** Re of every combination's product of function f, without weights, at `out[combination]`. */
export function fillProducts(
  table: ProductTable,
  f: number,
  a: Float64Array,
  out: Float64Array,
): void {
  const rank = table.rank[f]!;
  let slot = table.slots[f]!;
  for (let c = table.combos[f]!; c < table.combos[f + 1]!; c++) {
    let re = 1;
    let im = 0;
    for (let k = 0; k < rank; k++, slot++) {
      const x = a[table.place[slot]!]!;
      const y = a[table.place[slot]! + 1]!;
      const next = re * x - im * y;
      im = re * y + im * x;
      re = next;
    }
    out[c] = re;
  }
}
