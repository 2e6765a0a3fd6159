import { digestValue } from '../../base/digest.ts';
import type { StageContext } from '../../engine/stage.ts';
import type { AceBasisSpec } from '../../science/ace/basis.ts';
import type { UnweightedParts } from '../../science/ace-fit/loss.ts';
import type { Shift } from '../../science/ace-fit/reference-energies.ts';
import { type CellTarget, designCells } from './design-cells.ts';

/** Bytes of design rows (behind triangles) that are kept for the next fit of this process. */
const MOST_BYTES = 400e6;

interface Kept {
  readonly made: Promise<UnweightedParts[]>;
  /** 0 until it is made. */
  bytes: number;
}

/** What was made last, by what it was made of; the newest last. */
const kept = new Map<string, Kept>();

/**
 * The design rows of a basis on some data, each cell behind its triangle. They are kept in memory while this process
 * lives: a fit of the same data and basis with other weights, another share of the forces or another ridge (the
 * instances of a matrix) computes none again. `data` tells what the targets are, to the last bit.
 */
export async function sharedCells(
  context: StageContext,
  spec: AceBasisSpec,
  targets: readonly CellTarget[],
  shifts: readonly Shift[],
  data: readonly (string | number)[],
): Promise<UnweightedParts[]> {
  const key = digestValue('design-cells', 1, [JSON.stringify([spec, shifts]), ...data]);
  const before = kept.get(key);
  if (before) return before.made;
  const own: Kept = { made: designCells(context, spec, targets, shifts), bytes: 0 };
  kept.set(key, own);
  try {
    own.bytes = bytesOf(await own.made);
  } catch (error) {
    kept.delete(key);
    throw error;
  }
  forgetOldest();
  return own.made;
}

/** Lets go of the oldest until the rest is small enough. */
function forgetOldest(): void {
  let bytes = 0;
  for (const [key, one] of [...kept].reverse()) {
    bytes += one.bytes;
    if (bytes > MOST_BYTES) kept.delete(key);
  }
}

const bytesOf = (cells: readonly UnweightedParts[]): number =>
  cells.reduce(
    (sum, cell) => sum + cell.energy.values.byteLength + cell.forces.values.byteLength,
    0,
  );
