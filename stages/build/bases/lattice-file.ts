import { canonicalText } from '../../../base/canonical.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { repeatAtomAttributes } from '../../../science/atom-attributes.ts';
import { elementSymbol } from '../../../science/elements.ts';
import type { Structure } from '../../../science/structure.ts';
import {
  defaultSupercell,
  type Repeats,
  repeatStructure,
  supercellText,
} from '../../../science/supercell.ts';
import { atomCounts, countsText, formulaText, isReached } from '../composition.ts';
import { readStructures } from '../files/read-structures.ts';
import { asParent, type Base } from '../parent.ts';
import type { Tally } from '../tally.ts';
import { decorate } from './crystal.ts';
import type { LatticeSettings } from './lattice-settings.ts';

/**
 * The crystal of a file, repeated. Without a composition it stays as it is, and its elements must be
 * those of the system; with one its sites are decorated at random with exact counts, and moments,
 * charges, masses and tags, which belong to its own atoms, are left behind.
 */
export async function latticeBase(
  file: { readonly bytes: Uint8Array; readonly name: string },
  { elements, composition, supercell }: LatticeSettings,
  seed: number,
  tally: Tally,
): Promise<Result<readonly Base[], StageFailure>> {
  const found = await readStructures(file);
  if (!found.ok) return found;
  const [one, another] = found.value;
  if (!one || another) {
    const hint = 'give a file with the one crystal that is meant, or use `import` for all';
    return invalid(`${file.name} has ${found.value.length} structures, a system is one`, hint);
  }
  const { structure, attributes = {} } = one;
  if (!structure.periodic.every(Boolean)) {
    return invalid(
      `${file.name} is not periodic in all directions`,
      '`import` takes slabs and molecules',
    );
  }
  const sites = structure.numbers.length;
  const repeats = supercell ?? defaultSupercell(structure.cell, sites);
  if (!supercell) {
    tally.note(
      `supercell ${supercellText(repeats, sites)} (the smallest near-cubic one of at least 32)`,
    );
  }
  const repeated = repeatStructure(structure, repeats);
  const own = [...new Set(Array.from(structure.numbers, elementSymbol))].sort();
  if (!composition) {
    if (canonicalText(own) !== canonicalText(elements)) {
      const hint = 'name its elements, or give the composition that its sites shall have';
      return invalid(
        `${file.name} is of ${own.join(', ')}, the system of ${elements.join(', ')}`,
        hint,
      );
    }
    const images = repeated.numbers.length / sites;
    const atoms = repeatAtomAttributes(attributes, structure.numbers, images);
    const parent = asParent(repeated);
    return ok([{ ...parent, name: file.name, group: 'base', leader: parent, atoms }]);
  }
  return onSites(structure, repeated, { composition, repeats, seed, name: file.name, tally });
}

/** The sites of a repeated crystal, decorated with a composition. */
function onSites(
  structure: Structure,
  { positions, cell, periodic }: Structure,
  { composition, repeats, seed, name, tally }: Decoration,
): Result<readonly Base[], StageFailure> {
  const sites = positions.length / 3;
  const counts = atomCounts(composition, sites);
  if (!isReached(composition, counts)) {
    const message = `a supercell of ${sites} atoms cannot hold this composition: the nearest is ${countsText(counts)}`;
    return invalid(message, 'a larger supercell, or another composition');
  }
  tally.note(
    `composition reached: ${countsText(counts)}; all sites of ${name} decorated at random, not an SQS`,
  );
  const lattice = canonicalText([asParent(structure).digest, repeats]);
  const parent = asParent({ numbers: decorate(counts, lattice, seed), positions, cell, periodic });
  const words = `${formulaText(counts)} on ${name}`;
  return ok([{ ...parent, name: words, group: 'base', leader: parent }]);
}

interface Decoration {
  readonly composition: { readonly [symbol: string]: number };
  readonly repeats: Repeats;
  readonly seed: number;
  readonly name: string;
  readonly tally: Tally;
}

const invalid = (message: string, hint: string) =>
  fail({ class: 'invalid' as const, message, hint });
