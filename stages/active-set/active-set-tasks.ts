import { type MaxVolume, maxVolume } from '../../science/ace/max-volume.ts';
import {
  type Projections,
  type Projector,
  prepareProjector,
  projectAtoms,
} from '../../science/ace/projections.ts';
import { parseYace } from '../../science/ace/yace.ts';
import type { Structure } from '../../science/structure.ts';

/** This module, for worker threads. */
export const TASKS = import.meta.url;

/** Structures whose atoms are projected on the B functions of a `.yace` text. */
export interface ProjectTask {
  readonly yace: string;
  readonly structures: readonly Structure[];
}

/** The potential that this thread prepared last. */
let last: { readonly yace: string; readonly projector: Projector } | undefined;

/** On a worker: the projections of a block, in order. */
export function project({ yace, structures }: ProjectTask): Projections[] {
  if (last?.yace !== yace) {
    const parsed = parseYace(yace);
    const projector = parsed.ok ? prepareProjector(parsed.value) : undefined;
    if (!projector) throw new Error('internal error: a potential that was checked is none');
    last = { yace, projector };
  }
  const { projector } = last;
  return structures.map((structure) => projectAtoms(projector, structure));
}

/** The projections of all atoms of an element. */
export interface ChooseTask {
  readonly rows: readonly Float64Array[];
  readonly columns: number;
}

/** On a worker: the atoms that span the others. */
export const choose = ({ rows, columns }: ChooseTask): MaxVolume => maxVolume(rows, columns);
