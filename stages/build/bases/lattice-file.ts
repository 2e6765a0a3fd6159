import { canonicalText } from '../../../base/canonical.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { repeatAtomAttributes } from '../../../science/atom-attributes.ts';
import { elementSymbol } from '../../../science/elements.ts';
import type { NamedStructure } from '../../../science/formats/detect.ts';
import type { Structure } from '../../../science/structure.ts';
import {
  defaultSupercell,
  type Repeats,
  repeatStructure,
  supercellText,
} from '../../../science/supercell.ts';
import { countsText, isReached } from '../composition.ts';
import { readStructures } from '../files/read-structures.ts';
import { asParent, type Base } from '../parent.ts';
import type { BaseTools } from '../strategy.ts';
import { firstElement, isMixture, type Occupation } from '../sublattices.ts';
import { mixedLattice } from './alloy.ts';
import type { LatticeSettings } from './lattice-settings.ts';
import { type MixedCrystal, mixedCounts, randomBase, withElements } from './mixed-crystal.ts';
import { chooseSqs } from './sqs-resolve.ts';
import type { SqsConfig } from './sqs-settings.ts';
import { sqsBases } from './sqs-strategy.ts';

type Bases = Result<readonly Base[], StageFailure>;

/**
 * The crystal of a file. With a composition all its sites are mixed, with sublattices those of one
 * element of the file: as an SQS or at random, moments, charges, masses and tags, which belong to its own
 * atoms, left behind. Otherwise it stays as it is, repeated. Its elements must be those of the system.
 */
export async function latticeBases(
  file: { readonly bytes: Uint8Array; readonly name: string },
  settings: LatticeSettings,
  seed: number,
  tools: BaseTools,
): Promise<Bases> {
  const read = await oneCrystal(file);
  if (!read.ok) return read;
  const { structure } = read.value;
  const sites = sitesOf(structure, settings, file.name);
  if (!sites.ok) return sites;
  const { crystal, composition } = sites.value;
  if (!composition) return ok([orderedBase(read.value, crystal, settings, file.name, tools)]);
  const { sqs, supercell } = settings;
  return sqs
    ? specialBases(sites.value as MixedCrystal, sqs, supercell, seed, tools)
    : randomBases(sites.value as MixedCrystal, supercell, seed, tools);
}

/** The one structure of a file, periodic in all directions. */
async function oneCrystal(file: {
  readonly bytes: Uint8Array;
  readonly name: string;
}): Promise<Result<NamedStructure, StageFailure>> {
  const found = await readStructures(file);
  if (!found.ok) return found;
  const [one, another] = found.value;
  if (!one || another) {
    const hint = 'give a file with the one crystal that is meant, or use `import` for all';
    return invalid(`${file.name} has ${found.value.length} structures, a system is one`, hint);
  }
  if (one.structure.periodic.every(Boolean)) return ok(one);
  return invalid(
    `${file.name} is not periodic in all directions`,
    '`import` takes slabs and molecules',
  );
}

/** A {@link MixedCrystal} where something is mixed; otherwise without a composition. */
type Sites = Omit<MixedCrystal, 'composition'> & { readonly composition?: Occupation };

/** The crystal with what its sublattices get, and which of its atoms are mixed. */
function sitesOf(
  structure: Structure,
  { elements, composition, sublattices: given }: LatticeSettings,
  name: string,
): Result<Sites, StageFailure> {
  const atoms = Array.from(structure.numbers, (_, atom) => atom);
  const title = `on ${name}`;
  if (composition) return ok({ crystal: structure, atoms, composition, title });
  const own = Array.from(structure.numbers, elementSymbol);
  const sublattices = given ?? {};
  const missing = Object.keys(sublattices).find((symbol) => !own.includes(symbol));
  if (missing !== undefined) {
    const has = [...new Set(own)].join(', ');
    return invalid(
      `${name} has no ${missing} whose sites could be another's`,
      `it has ${has}: sublattices go by the elements of the file`,
    );
  }
  const crystal = given
    ? withElements(structure, (atom) => given[own[atom]!] && firstElement(given[own[atom]!]!))
    : structure;
  const mixed = Object.keys(sublattices).find((symbol) => isMixture(sublattices[symbol]!));
  const mixture = mixed === undefined ? {} : sublattices[mixed]!;
  const present = [
    ...new Set([...Array.from(crystal.numbers, elementSymbol), ...Object.keys(mixture)]),
  ];
  if (canonicalText(present.sort()) !== canonicalText(elements)) {
    const words = given ? ', with its sublattices,' : '';
    const hint = 'name its elements, or give the composition that its sites shall have';
    return invalid(
      `${name}${words} is of ${present.join(', ')}, the system of ${elements.join(', ')}`,
      hint,
    );
  }
  const chosen = atoms.filter((atom) => own[atom] === mixed);
  return ok({ crystal, atoms: chosen, title, ...(mixed && { composition: mixture }) });
}

/** The crystal as it is, repeated, with what the file says of its atoms. */
function orderedBase(
  { structure, attributes = {} }: NamedStructure,
  crystal: Structure,
  { supercell, sublattices }: LatticeSettings,
  name: string,
  tools: BaseTools,
): Base {
  const repeats = supercell ?? usualSupercell(crystal, tools);
  const repeated = repeatStructure(crystal, repeats);
  const images = repeated.numbers.length / structure.numbers.length;
  const atoms = sublattices ? {} : repeatAtomAttributes(attributes, structure.numbers, images);
  const parent = asParent(repeated);
  return { ...parent, name, group: 'base', leader: parent, atoms };
}

function usualSupercell({ cell, numbers }: Structure, { tally }: BaseTools): Repeats {
  const repeats = defaultSupercell(cell, numbers.length);
  const words = supercellText(repeats, numbers.length);
  tally.note(`supercell ${words} (the smallest near-cubic one of at least 32)`);
  return repeats;
}

/** Special quasirandom structures; what the sites of the file cannot be is said now that they are known. */
async function specialBases(
  mixed: MixedCrystal,
  config: SqsConfig,
  supercell: Repeats | undefined,
  seed: number,
  tools: BaseTools,
): Promise<Bases> {
  const { crystal, atoms, composition, title } = mixed;
  const own = new Set(atoms);
  const lattice = mixedLattice(crystal, (atom) => own.has(atom), title);
  const written = ['system', 'composition'];
  const chosen = chooseSqs(config, supercell, { lattice, composition, written });
  if (!chosen.ok) {
    const [{ path, message, hint }] = chosen.error as [(typeof chosen.error)[number]];
    return invalid(`${path.join('.')}: ${message}`, hint);
  }
  for (const note of chosen.value.notes) tools.tally.note(note);
  return ok(await sqsBases({ lattice, composition }, chosen.value.sqs, supercell, seed, tools));
}

/** The mixed sites decorated at random, with exact counts. */
function randomBases(
  mixed: MixedCrystal,
  supercell: Repeats | undefined,
  seed: number,
  tools: BaseTools,
): Bases {
  const repeats = supercell ?? usualSupercell(mixed.crystal, tools);
  const counts = mixedCounts(mixed, repeats);
  const sites = counts.reduce((sum, [, count]) => sum + count, 0);
  if (!isReached(mixed.composition, counts)) {
    const message = `a supercell of ${sites} atoms cannot hold this composition: the nearest is ${countsText(counts)}`;
    return invalid(message, 'a larger supercell, or another composition');
  }
  const which = mixed.atoms.length < mixed.crystal.numbers.length ? 'the mixed' : 'all';
  tools.tally.note(
    `composition reached: ${countsText(counts)}; ${which} sites decorated at random, not an SQS`,
  );
  return ok([randomBase(mixed, repeats, seed)]);
}

const invalid = (message: string, hint?: string) =>
  fail({ class: 'invalid' as const, message, ...(hint !== undefined && { hint }) });
