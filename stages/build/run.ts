import { canonicalText } from '../../base/canonical.ts';
import { encodeSet } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { structureBytes } from '../../science/structure.ts';
import { underCap } from './cap.ts';
import { type OpenStrategies, openStrategies } from './open-strategies.ts';
import type { ResolvedBuild } from './resolved.ts';
import type { BaseTools } from './strategy.ts';
import { type BuiltStructure, structureBuilder } from './structure-builder.ts';
import { emptyTally } from './tally.ts';

/** Builds the structures, drops exact repeats and flawed ones, applies the cap, and says what came of it. */
export async function runBuild(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedBuild;
  const { number_of_structures: cap, seed = 0 } = settings;
  const tally = emptyTally();
  const strategies = await openStrategies(settings, seed);
  const built = await buildAll(strategies, { context, tally });
  if (!built.ok) return built;
  const made = built.value;
  const kept = cap === undefined ? made : underCap(made, cap, seed);
  tally.reject('beyond number_of_structures', made.length - kept.length);
  const { rejected } = tally;
  if (kept.length === 0) {
    const hint = JSON.stringify(rejected);
    return fail({ class: 'invalid', message: 'no structure is left', hint });
  }
  const words = findings(kept, rejected);
  const few = fewer(settings, made.length, strategies.more);
  for (const note of [...tally.notes, ...words, ...few]) context.note(note);
  const entries = kept.map(({ structure, attributes }) => ({
    item: context.put(structureBytes(structure)),
    attributes: context.put(canonicalText(attributes as never)),
  }));
  return ok({
    structures: context.put(encodeSet(entries)),
    rejected: context.put(canonicalText({ kept: kept.length, rejected })),
  });
}

/** All structures that can be used, each once, in the order of the strategies. */
async function buildAll(
  { bases, ...pieces }: OpenStrategies,
  tools: BaseTools,
): Promise<Result<readonly BuiltStructure[], StageFailure>> {
  const { tally } = tools;
  const seen = new Set<string>();
  const made: BuiltStructure[] = [];
  const take = (built: BuiltStructure): void => {
    if (seen.has(built.digest)) tally.reject('exact repeat');
    else if (built.flaw) tally.reject(built.flaw);
    else made.push(built);
    seen.add(built.digest);
  };
  for (const strategy of bases) {
    const found = await strategy.bases(tools);
    if (!found.ok) return found;
    for await (const base of found.value) {
      const builder = structureBuilder({ ...pieces, bases: [base], tally });
      for (const built of builder.build()) take(built);
    }
  }
  return ok(made);
}

function findings(
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
  return notes;
}

/** What to say where fewer were made than asked for, and which settings make more. */
function fewer(
  { number_of_structures: cap }: ResolvedBuild,
  made: number,
  more: readonly string[],
): string[] {
  if (cap === undefined || made >= cap) return [];
  const knobs = more.length > 0 ? `raise ${more.join(' or ')}` : 'ask for distortions or defects';
  return [`number_of_structures asks for ${cap}, the settings make ${made}: ${knobs} for more`];
}

const countText = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
