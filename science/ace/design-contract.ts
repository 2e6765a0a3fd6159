import { type DesignWorkspace, LANES } from './design-workspace.ts';

const BYTES = 8;

/**
 * Takes dB/dA times the derivatives of the channels by the other atoms' coordinates from their force
 * rows. Empty lanes go to the row after the last.
 */
export function contractTiles(
  work: DesignWorkspace,
  central: number,
  columns: number,
  atoms: number,
): void {
  const { tileStarts, lanes, plan, kernel, places, rows, tiles, starts } = work;
  const { elements, perElement } = plan.layout;
  const { offset, count } = plan.centres[central]!;
  const [entries, channels] = [places.entries[central]!, places.channels[central]!];
  const waste = 3 * atoms;
  for (let e = 0; e < elements; e++) {
    for (let tile = tileStarts[e]!; tile < tileStarts[e + 1]!; tile++) {
      for (let k = 0; k < LANES; k++) {
        const lane = lanes[tile * LANES + k]!;
        const row = 1 + (lane < 0 ? waste : lane);
        starts[k] = rows.byteOffset + BYTES * (row * columns + offset);
      }
      const from = tiles.byteOffset + BYTES * LANES * perElement * tile;
      const first = entries + 4 * e;
      kernel.tile(
        count,
        first,
        4 * elements,
        channels,
        places.derivatives,
        from,
        starts.byteOffset,
      );
    }
  }
}

/** The same for the coordinates of the atom at hand itself. */
export function contractCentre(
  work: DesignWorkspace,
  central: number,
  columns: number,
  atom: number,
): void {
  const { derivatives, plan, rows } = work;
  const { elements, perElement } = plan.layout;
  const { entries, channel, count, offset } = plan.centres[central]!;
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
