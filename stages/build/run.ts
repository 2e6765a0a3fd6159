import { canonicalText } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { openDigestList, openDigestSet } from '../../base/digest-set.ts';
import { encodeSet, type SetEntry } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { structureBytes } from '../../science/structure.ts';
import { capWords, type StrategyCounts } from './cap.ts';
import { openFilters } from './filters/filters.ts';
import { type OpenStrategies, openStrategies } from './open-strategies.ts';
import type { ResolvedBuild } from './resolved.ts';
import { type Holding, openSelection } from './selection.ts';
import { openShelf, type Place, type Shelf } from './shelf.ts';
import type { BaseTools } from './strategy.ts';
import { type BuiltStructure, structureBuilder } from './structure-builder.ts';
import { emptyTally } from './tally.ts';

/** Builds the structures, drops repeats and what is not wanted, applies the cap, and says what came of it. */
export async function runBuild(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedBuild;
  const { number_of_structures: cap, seed = 0 } = settings;
  const tally = emptyTally();
  const opened = await openStrategies(settings, seed, context);
  if (!opened.ok) return opened;
  const strategies = opened.value;
  const kept = openKept(context);
  using shelf = openShelf(context.scratch);
  const selection =
    cap === undefined
      ? openSelection(cap, seed, directly(kept))
      : openSelection(cap, seed, shelved(kept, shelf));
  const tools = { context, tally };
  const built = await buildAll(settings, strategies, tools, selection.offer);
  if (!built.ok) return built;
  selection.finish();
  const made = [...selection.counts.values()].reduce((sum, count) => sum + count, 0);
  tally.reject('beyond number_of_structures', made - kept.count());
  const { rejected } = tally;
  if (kept.count() === 0) {
    const hint = JSON.stringify(rejected);
    return fail({ class: 'invalid', message: 'no structure is left', hint });
  }
  const notes = [
    ...tally.notes,
    kept.words(),
    ...Object.entries(rejected).map(([reason, count]) => `${count} dropped: ${reason}`),
    ...(cap === undefined ? [] : aboutCap(cap, made, selection.counts, strategies.more)),
  ];
  for (const note of notes) context.note(note);
  return ok({
    structures: context.put(encodeSet(kept.entries())),
    rejected: context.put(canonicalText({ kept: kept.count(), rejected })),
  });
}

/** Gives away all structures that can be used, each once, in the order of the strategies. */
async function buildAll(
  { filters }: ResolvedBuild,
  { bases, ...pieces }: OpenStrategies,
  tools: BaseTools,
  offer: (built: BuiltStructure) => void,
): Promise<Result<void, StageFailure>> {
  const { tally } = tools;
  const seen = openDigestSet();
  const filter = openFilters(filters);
  const take = (built: BuiltStructure): void => {
    const isNew = seen.add(built.digest);
    const flaw = isNew ? (built.flaw ?? filter(built.structure)) : 'exact repeat';
    if (flaw) tally.reject(flaw);
    else offer(built);
  };
  for (const strategy of bases) {
    const found = await strategy.bases(tools);
    if (!found.ok) return found;
    for await (const base of found.value) {
      const builder = structureBuilder({ ...pieces, bases: [base], tally });
      for (const built of builder.build()) take(built);
    }
  }
  return ok(undefined);
}

/** A structure as it is kept, and what there is to say about all of them together. */
interface Packed {
  readonly structure: Uint8Array;
  readonly attributes: Uint8Array;
  readonly group: string;
  readonly family: string;
}

const packed = ({ structure, attributes }: BuiltStructure): Packed => ({
  structure: structureBytes(structure),
  attributes: Buffer.from(canonicalText(attributes as never)),
  group: attributes.group as string,
  family: attributes.family as string,
});

/** Puts structures into the store as they come, and remembers of each its two digests, 64 bytes, and what there is to say of all. */
function openKept(context: StageContext) {
  const items = openDigestList();
  const said = openDigestList();
  const groups = new Map<string, number>();
  const families = new Set<string>();
  const keep = ({ structure, attributes, group, family }: Packed): void => {
    items.push(context.put(structure));
    said.push(context.put(attributes));
    groups.set(group, (groups.get(group) ?? 0) + 1);
    families.add(family);
  };
  const words = (): string => {
    const counts = [...groups].map(([group, count]) => `${count} ${group}`).join(', ');
    const total = countText(items.length, 'structure', 'structures');
    return `${total} (${counts}) in ${countText(families.size, 'family', 'families')}`;
  };
  function* entries(): Iterable<SetEntry> {
    const attributes = said[Symbol.iterator]();
    for (const item of items) yield { item, attributes: attributes.next().value as Digest };
  }
  return { entries, count: () => items.length, keep, words };
}

type KeptStructures = ReturnType<typeof openKept>;

const directly = ({ keep }: KeptStructures): Holding<BuiltStructure, Packed> => ({
  hold: packed,
  keep,
});

interface Shelved {
  readonly place: Place;
  readonly group: string;
  readonly family: string;
}

const shelved = (kept: KeptStructures, shelf: Shelf): Holding<BuiltStructure, Shelved> => ({
  hold(built) {
    const { structure, attributes, group, family } = packed(built);
    return { place: shelf.put([structure, attributes]), group, family };
  },
  keep({ place, group, family }) {
    const [structure, attributes] = shelf.get(place) as [Uint8Array, Uint8Array];
    kept.keep({ structure, attributes, group, family });
  },
});

/** Whom the cap keeps out; where there are fewer than it asks for, which settings make more. */
function aboutCap(
  cap: number,
  made: number,
  counts: StrategyCounts,
  more: readonly string[],
): string[] {
  if (made > cap) return capWords(cap, counts);
  if (made === cap) return [];
  const knobs = more.length > 0 ? `raise ${more.join(' or ')}` : 'ask for distortions or defects';
  return [`number_of_structures asks for ${cap}, the settings make ${made}: ${knobs} for more`];
}

const countText = (count: number, one: string, many: string): string =>
  `${count} ${count === 1 ? one : many}`;
