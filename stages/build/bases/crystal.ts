import { canonicalText } from '../../../base/canonical.ts';
import { toCartesian } from '../../../science/cell.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { prototypeCell } from '../../../science/prototypes.ts';
import { hashRank } from '../../../science/random.ts';
import { type Repeats, repeatStructure } from '../../../science/supercell.ts';
import { type AtomCounts, atomCounts, formulaText } from '../composition.ts';
import { asParent, type Base } from '../parent.ts';
import type { ResolvedSystem } from '../resolved.ts';

/** The crystal of a system, its sites decorated with exact counts where there are several elements. */
export function crystalBase(system: ResolvedSystem, supercell: Repeats, seed: number): Base {
  const { composition, crystal_structure: prototype, lattice_constants: constants } = system;
  const { cell, fractional } = prototypeCell(prototype, constants);
  const empty = repeatStructure(
    {
      numbers: new Int32Array(fractional.length / 3),
      positions: toCartesian(fractional, cell),
      cell,
      periodic: [true, true, true],
    },
    supercell,
  );
  const counts = atomCounts(composition, empty.numbers.length);
  const numbers = decorate(counts, canonicalText([prototype, supercell]), seed);
  const parent = asParent({ ...empty, numbers });
  return { ...parent, name: `${formulaText(counts)} ${prototype}`, group: 'base', leader: parent };
}

/** Sites in the order of their hash rank, filled element by element. */
function decorate(counts: AtomCounts, lattice: string, seed: number): Int32Array {
  const species = counts.flatMap(([symbol, count]) =>
    new Array<number>(count).fill(atomicNumber(symbol) as number),
  );
  const numbers = new Int32Array(species.length);
  const rank = species.map((_, site) => hashRank(`decoration of ${lattice}`, seed, site));
  const order = species.map((_, site) => site).sort((i, j) => (rank[i]! < rank[j]! ? -1 : 1));
  for (const [place, site] of order.entries()) numbers[site] = species[place] as number;
  return numbers;
}
