import { fail, ok, type Result } from '../../../base/result.ts';
import type { SettingIssue } from '../../../engine/stage.ts';
import { compoundPrototype, decorated } from '../../../science/compounds.ts';
import {
  defaultSupercell,
  type Repeats,
  repeatStructure,
  supercellText,
} from '../../../science/supercell.ts';
import { countsText, elementCounts, formulaText, isReached } from '../composition.ts';
import { asParent, type Base } from '../parent.ts';
import { basePlugin, type Given, type StrategyChoice } from '../strategy.ts';
import { firstElement, isMixture } from '../sublattices.ts';
import { isLattice, type SystemConfig } from '../system-config.ts';
import { mixedLattice } from './alloy.ts';
import { type Compound, resolveCompound } from './compound-resolve.ts';
import { type MixedCrystal, mixedCounts, randomBase } from './mixed-crystal.ts';
import { chooseSqs } from './sqs-resolve.ts';
import type { ResolvedSqs, SqsConfig } from './sqs-settings.ts';

interface Settings {
  readonly compound?: Compound & {
    /** Left out where an SQS chooses the cell. */
    readonly supercell?: Repeats;
    readonly sqs?: ResolvedSqs;
  };
}

/** `system` with `sublattices`: a compound, ordered, or with one sublattice mixed. */
export const compoundPlugin = basePlugin<object, Settings>({
  name: 'compound',
  fields: {},
  isAsked: ({ system }) => isCompound(system as SystemConfig | undefined),
  resolve: (_, given) => resolve(given),
  isRandom: ({ compound }) => compound?.sublattices.some(isMixture) ?? false,
  isCostly: ({ compound }) => compound?.sqs !== undefined,
  open: async ({ compound }, seed) => {
    if (!compound) return undefined;
    const { supercell, sqs } = compound;
    const mixed = mixedCompound(compound);
    if (!sqs) return { name: 'compound', bases: async () => ok([baseOf(mixed, supercell!, seed)]) };
    const { sqsStrategy } = await import('./sqs-strategy.ts');
    const { composition } = mixed;
    return sqsStrategy({ lattice: latticeOf(mixed), composition }, sqs, supercell, seed);
  },
});

function isCompound(system: SystemConfig | undefined): boolean {
  if (!system || system.file || system.crystal_structure === undefined) return false;
  return system.sublattices !== undefined || !isLattice(system.crystal_structure);
}

/** The conventional cell, and which of its sites are mixed: none in an ordered compound. */
function mixedCompound({ structure, lattice_constants, sublattices }: Compound): MixedCrystal {
  const prototype = compoundPrototype(structure);
  const { a, c } = lattice_constants;
  const crystal = decorated(prototype, sublattices.map(firstElement), a, c);
  const mixed = sublattices.findIndex(isMixture);
  const atoms = prototype.sites.flatMap(([sublattice], i) => (sublattice === mixed ? [i] : []));
  return { crystal, atoms, composition: sublattices[mixed] ?? {}, title: structure };
}

const latticeOf = ({ crystal, atoms, title }: MixedCrystal) =>
  mixedLattice(crystal, (atom) => atoms.includes(atom), title);

function baseOf(mixed: MixedCrystal, supercell: Repeats, seed: number): Base {
  const { crystal, atoms, title } = mixed;
  if (atoms.length > 0) return randomBase(mixed, supercell, seed);
  const parent = asParent(repeatStructure(crystal, supercell));
  const name = `${formulaText(elementCounts(parent.structure.numbers))} ${title}`;
  return { ...parent, name, group: 'base', leader: parent };
}

function resolve({ config }: Given): Result<StrategyChoice, readonly SettingIssue[]> {
  const found = resolveCompound(config['system'] as SystemConfig);
  if (!found.ok) return found;
  const { compound, notes } = found.value;
  const mixed = mixedCompound(compound);
  const isOrdered = mixed.atoms.length === 0;
  const supercell = config['supercell'] as Repeats | undefined;
  const sqs = config['sqs'] as boolean | SqsConfig | undefined;
  if (isOrdered && sqs !== undefined && sqs !== false) {
    return fail([{ path: ['sqs'], message: 'there is nothing to mix: no sublattice is' }]);
  }
  if (isOrdered || sqs === false) {
    const rest = inSupercell(mixed, supercell);
    if (!rest.ok) return rest;
    const settings = { compound: { ...compound, supercell: rest.value.supercell } };
    return ok({ settings, notes: [...notes, ...rest.value.notes] });
  }
  const chosen = chooseSqs(typeof sqs === 'object' ? sqs : {}, supercell, {
    lattice: latticeOf(mixed),
    composition: mixed.composition,
    written: ['system', 'sublattices'],
  });
  if (!chosen.ok) return chosen;
  const settings = {
    compound: { ...compound, ...(supercell && { supercell }), sqs: chosen.value.sqs },
  };
  return ok({ settings, notes: [...notes, ...chosen.value.notes] });
}

/** The supercell of an ordered compound, or of one that is decorated at random. */
function inSupercell(
  mixed: MixedCrystal,
  given: Repeats | undefined,
): Result<
  { readonly supercell: Repeats; readonly notes: readonly string[] },
  readonly SettingIssue[]
> {
  const { cell, numbers } = mixed.crystal;
  const supercell = given ?? defaultSupercell(cell, numbers.length);
  const words = supercellText(supercell, numbers.length);
  const notes = given ? [] : [`supercell ${words} (the smallest near-cubic one of at least 32)`];
  if (mixed.atoms.length === 0) return ok({ supercell, notes });
  const counts = mixedCounts(mixed, supercell);
  if (!isReached(mixed.composition, counts)) {
    const message = `the mixed sites of supercell ${words} cannot hold this composition: the nearest is ${countsText(counts)}`;
    return fail([
      { path: ['system', 'sublattices'], message, hint: 'give a larger supercell, or sqs: true' },
    ]);
  }
  const decoration = `composition reached on the mixed sites: ${countsText(counts)}; decorated at random, not an SQS`;
  return ok({ supercell, notes: [...notes, decoration] });
}
