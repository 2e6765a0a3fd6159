import { canonicalText } from '../../../base/canonical.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { toCartesian } from '../../../science/cell.ts';
import { atomicNumber } from '../../../science/elements.ts';
import { prototypeCell } from '../../../science/prototypes.ts';
import { hashRank } from '../../../science/random.ts';
import {
  defaultSupercell,
  type Repeats,
  repeatStructure,
  supercellText,
} from '../../../science/supercell.ts';
import { type AtomCounts, atomCounts, countsText, formulaText, isReached } from '../composition.ts';
import { asParent, type Base } from '../parent.ts';
import type { ResolvedSystem } from '../resolved.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';
import { SystemConfigSchema } from '../system-config.ts';

const fields = { system: SystemConfigSchema };

interface Settings {
  readonly system?: ResolvedSystem;
  readonly supercell?: Repeats;
  /** There where another strategy decorates the system. */
  readonly sqs?: unknown;
}

/** `system`: a crystal, decorated at random where it is an alloy. */
export const crystalPlugin = basePlugin<object, Settings>({
  name: 'crystal',
  fields,
  resolve,
  isRandom: ({ system }) => Object.keys(system?.composition ?? {}).length > 1,
  open: ({ system, supercell = [1, 1, 1], sqs }, seed) =>
    !system || sqs
      ? undefined
      : { name: 'crystal', bases: async () => ok([crystalBase(system, supercell, seed)]) },
});

/** Chooses the supercell, and refuses one that cannot hold the composition. */
function resolve(
  _: object,
  { system, config }: Given,
): Result<StrategyChoice, readonly SettingIssue[]> {
  if (!system) return ok({ settings: {} });
  const { composition } = system;
  const supercell = config.supercell as Repeats | undefined;
  const { cell, fractional } = prototypeCell(system.crystal_structure, system.lattice_constants);
  const atoms = fractional.length / 3;
  const repeats = supercell ?? defaultSupercell(cell, atoms);
  const words = supercellText(repeats, atoms);
  const notes: string[] = [];
  if (!supercell) notes.push(`supercell ${words} (the smallest near-cubic one of at least 32)`);
  const sites = repeats[0] * repeats[1] * repeats[2] * atoms;
  const counts = atomCounts(composition, sites);
  if (!isReached(composition, counts)) {
    const message = `a supercell of ${sites} atoms cannot hold this composition: the nearest is ${countsText(counts)}`;
    const hint = largerCell(composition, atoms);
    return fail([{ path: ['system', 'composition'], message, ...(hint && { hint }) }]);
  }
  if (counts.length > 1) {
    notes.push(`composition reached: ${countsText(counts)}; sites decorated at random, not an SQS`);
  }
  return ok({ settings: { system, supercell: repeats }, notes });
}

/** The smallest cube of cells that holds a composition, as a hint. */
function largerCell(
  composition: { readonly [symbol: string]: number },
  atoms: number,
): string | undefined {
  for (let n = 2; n <= 8; n++) {
    const sites = n * n * n * atoms;
    if (sites >= 32 && isReached(composition, atomCounts(composition, sites))) {
      return `supercell: [${n}, ${n}, ${n}] has ${sites} atoms and can`;
    }
  }
  return undefined;
}

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
export function decorate(counts: AtomCounts, lattice: string, seed: number): Int32Array {
  const species = counts.flatMap(([symbol, count]) =>
    new Array<number>(count).fill(atomicNumber(symbol) as number),
  );
  const numbers = new Int32Array(species.length);
  const rank = species.map((_, site) => hashRank(`decoration of ${lattice}`, seed, site));
  const order = species.map((_, site) => site).sort((i, j) => (rank[i]! < rank[j]! ? -1 : 1));
  for (const [place, site] of order.entries()) numbers[site] = species[place] as number;
  return numbers;
}
