import type { DesignCentre } from './design-plan.ts';
import { type DesignWorkspace, LANES } from './design-workspace.ts';

/**
 * Takes dB/dA times the derivatives of the channels by the other atoms' coordinates from their force
 * rows. Empty lanes go to the row after the last.
 */
export function contractTiles(
  work: DesignWorkspace,
  centre: DesignCentre,
  rows: Float64Array,
  columns: number,
  atoms: number,
): void {
  const { tileStarts, lanes, plan } = work;
  const waste = (1 + 3 * atoms) * columns;
  const starts = new Int32Array(LANES);
  for (let e = 0; e < plan.layout.elements; e++) {
    for (let tile = tileStarts[e]!; tile < tileStarts[e + 1]!; tile++) {
      for (let k = 0; k < LANES; k++) {
        const lane = lanes[tile * LANES + k]!;
        starts[k] = (lane < 0 ? waste : (1 + lane) * columns) + centre.offset;
      }
      contractTile(work, centre, e, tile * LANES * plan.layout.perElement, starts, rows);
    }
  }
}

function contractTile(
  work: DesignWorkspace,
  centre: DesignCentre,
  element: number,
  base: number,
  starts: Int32Array,
  rows: Float64Array,
): void {
  const { derivatives, tiles } = work;
  const { entries, channel, count } = centre;
  const { elements } = work.plan.layout;
  let [r0, r1, r2, r3] = [starts[0]!, starts[1]!, starts[2]!, starts[3]!];
  let [r4, r5, r6, r7] = [starts[4]!, starts[5]!, starts[6]!, starts[7]!];
  for (let f = 0, place = element; f < count; f++, place += elements) {
    let [s0, s1, s2, s3] = [0, 0, 0, 0];
    let [s4, s5, s6, s7] = [0, 0, 0, 0];
    const end = entries[place + 1]!;
    for (let k = entries[place]!; k < end; k++) {
      const v = derivatives[k]!;
      const at = base + channel[k]! * LANES;
      s0 += v * tiles[at]!;
      s1 += v * tiles[at + 1]!;
      s2 += v * tiles[at + 2]!;
      s3 += v * tiles[at + 3]!;
      s4 += v * tiles[at + 4]!;
      s5 += v * tiles[at + 5]!;
      s6 += v * tiles[at + 6]!;
      s7 += v * tiles[at + 7]!;
    }
    rows[r0] = rows[r0]! - s0;
    rows[r1] = rows[r1]! - s1;
    rows[r2] = rows[r2]! - s2;
    rows[r3] = rows[r3]! - s3;
    rows[r4] = rows[r4]! - s4;
    rows[r5] = rows[r5]! - s5;
    rows[r6] = rows[r6]! - s6;
    rows[r7] = rows[r7]! - s7;
    r0++;
    r1++;
    r2++;
    r3++;
    r4++;
    r5++;
    r6++;
    r7++;
  }
}

/** The same for the coordinates of the atom at hand itself. */
export function contractCentre(
  work: DesignWorkspace,
  centre: DesignCentre,
  rows: Float64Array,
  columns: number,
  atom: number,
): void {
  const { derivatives, plan } = work;
  const { elements, perElement } = plan.layout;
  const { entries, channel, count, offset } = centre;
  const start = (1 + 3 * atom) * columns + offset;
  for (let f = 0; f < count; f++) {
    let [x, y, z] = [0, 0, 0];
    for (let e = 0; e < elements; e++) {
      const end = entries[f * elements + e + 1]!;
      for (let k = entries[f * elements + e]!; k < end; k++) {
        const at = 3 * (e * perElement + channel[k]!);
        x += derivatives[k]! * work.centre[at]!;
        y += derivatives[k]! * work.centre[at + 1]!;
        z += derivatives[k]! * work.centre[at + 2]!;
      }
    }
    rows[start + f] = rows[start + f]! - x;
    rows[start + columns + f] = rows[start + columns + f]! - y;
    rows[start + 2 * columns + f] = rows[start + 2 * columns + f]! - z;
  }
}
