import { largestNorm } from '../../science/ase-db/encode-row.ts';
import type { KeyValuePairs } from '../../science/ase-db/row.ts';
import { hillFormula } from '../../science/formula.ts';
import type { IdentifiedRow } from './database-manager.ts';

/** What is said of a row in a list; eV, eV/Å. What a row has not is absent. */
export interface RowFacts {
  readonly id: number;
  readonly formula: string;
  readonly atoms: number;
  readonly energyPerAtom?: number;
  /** The largest force on an atom. */
  readonly largestForce?: number;
  readonly calculator?: string;
  readonly keyValuePairs: KeyValuePairs;
}

/** The facts of a row. */
export function rowFacts({
  id,
  structure,
  results,
  calculator,
  keyValuePairs,
}: IdentifiedRow): RowFacts {
  const atoms = structure.numbers.length;
  const energy = results.freeEnergy ?? results.energy;
  return {
    id,
    formula: hillFormula(structure.numbers),
    atoms,
    ...(energy !== undefined && { energyPerAtom: energy / atoms }),
    ...(results.forces && { largestForce: largestNorm(results.forces) }),
    ...(calculator !== undefined && { calculator }),
    keyValuePairs,
  };
}
