import { canonicalText } from '../../base/canonical.ts';
import { encodeSet } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { linspace } from '../../science/strain.ts';
import { structureBytes } from '../../science/structure.ts';
import { crystalBase } from './bases/crystal.ts';
import { importedBases } from './bases/imported.ts';
import { underCap } from './cap.ts';
import { vacancies } from './defects/vacancy.ts';
import { isotropicStrains } from './distortions/isotropic-strain.ts';
import { rattles } from './distortions/rattle.ts';
import { voigtStrains } from './distortions/voigt-strain.ts';
import type { Base } from './parent.ts';
import type { ResolvedBuild } from './resolved.ts';
import { type BuilderParts, type BuiltStructure, structureBuilder } from './structure-builder.ts';

/** Builds the structures, drops exact repeats and flawed ones, applies the cap, and says what came of it. */
export async function runBuild(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedBuild;
  const bases = readBases(settings, context);
  if (!bases.ok) return bases;
  const rejected: { [reason: string]: number } = {};
  const reject = (reason: string, count = 1): void => {
    if (count > 0) rejected[reason] = (rejected[reason] ?? 0) + count;
  };
  const seen = new Set<string>();
  const made: BuiltStructure[] = [];
  for (const built of structureBuilder(builderParts(settings, bases.value)).build()) {
    if (seen.has(built.digest)) reject('exact repeat');
    else if (built.flaw) reject(built.flaw);
    else made.push(built);
    seen.add(built.digest);
  }
  const { number_of_structures: cap, seed } = settings;
  const kept = cap === undefined ? made : underCap(made, cap, seed as number);
  reject('beyond number_of_structures', made.length - kept.length);
  if (kept.length === 0) {
    return fail({
      class: 'invalid',
      message: 'no structure is left',
      hint: JSON.stringify(rejected),
    });
  }
  for (const note of findings(settings, made, kept, rejected)) context.note(note);
  const entries = kept.map(({ structure, attributes }) => ({
    item: context.put(structureBytes(structure)),
    attributes: context.put(canonicalText(attributes as never)),
  }));
  return ok({
    structures: context.put(encodeSet(entries)),
    rejected: context.put(canonicalText({ kept: kept.length, rejected })),
  });
}

function readBases(
  { system, import: imported, supercell, seed }: ResolvedBuild,
  context: StageContext,
): Result<readonly Base[], StageFailure> {
  if (system) return ok([crystalBase(system, supercell ?? [1, 1, 1], seed ?? 0)]);
  if (!imported) throw new Error('internal error: neither system nor import');
  return importedBases(context.readFile(imported.file), supercell);
}

/** The strategies that the settings ask for. */
function builderParts(settings: ResolvedBuild, bases: readonly Base[]): BuilderParts {
  const { distortion = {}, defects, seed = 0 } = settings;
  const { strain_range: range, n_strain_steps: steps = 0 } = distortion;
  const strains = range ? linspace(range[0], range[1], steps) : (distortion.strains ?? []);
  const { voigt_strains: voigt, rattle_stdev: stdev = 0, n_rattle_steps: count = 0 } = distortion;
  return {
    bases,
    strains: [
      ...(strains.length > 0 ? [isotropicStrains(strains)] : []),
      ...(voigt ? [voigtStrains(voigt)] : []),
    ],
    disorders: count > 0 ? [rattles({ stdev, count, seed })] : [],
    defects: defects ? [vacancies] : [],
  };
}

function findings(
  { number_of_structures: cap }: ResolvedBuild,
  made: readonly BuiltStructure[],
  kept: readonly BuiltStructure[],
  rejected: { readonly [reason: string]: number },
): string[] {
  const groups = new Map<string, number>();
  for (const { attributes } of kept) {
    const group = attributes.group as string;
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const families = new Set(kept.map(({ attributes }) => attributes.family)).size;
  const counts = [...groups].map(([group, count]) => `${count} ${group}`).join(', ');
  const notes = [
    `${countText(kept.length, 'structure', 'structures')} (${counts}) in ${countText(families, 'family', 'families')}`,
  ];
  for (const [reason, count] of Object.entries(rejected)) notes.push(`${count} dropped: ${reason}`);
  if (cap !== undefined && made.length < cap) {
    notes.push(
      `number_of_structures asks for ${cap}, the settings make ${made.length}: ` +
        'raise distortion.n_rattle_steps or n_strain_steps for more',
    );
  }
  return notes;
}

const countText = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
