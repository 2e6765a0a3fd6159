/** What a worker thread does for molecular dynamics: a structure in, snapshots out. */
import type { Digest } from '../../base/digest.ts';
import { ok } from '../../base/result.ts';
import { emt } from '../../science/emt/emt.ts';
import { type LangevinSettings, langevin } from '../../science/langevin.ts';
import { randomStream } from '../../science/random.ts';
import { readStructure } from '../../science/structure.ts';

export interface MdTask {
  /** Identity bytes of the structure to start from. */
  readonly structure: Uint8Array;
  readonly parent: Digest;
  readonly settings: LangevinSettings;
  readonly seed: number;
}

/** Positions of each snapshot (3N, Å) of a run with EMT; fewer where the run came apart. */
export function runMd({ structure: bytes, parent, settings, seed }: MdTask): Float64Array[] {
  const structure = readStructure(bytes);
  const purpose = `md ${settings.temperature}`;
  const random = randomStream({ purpose, seed, parent, index: 0 });
  const forces = (moved: typeof structure) => {
    const result = emt(moved);
    return result.ok ? ok(result.value.forces) : result;
  };
  return [...langevin(structure, forces, settings, random)];
}
