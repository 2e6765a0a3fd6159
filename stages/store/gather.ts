import type { Digest } from '../../base/digest.ts';
import { decodeSet, type SetEntry } from '../../base/item-set.ts';
import type { StageContext } from '../../engine/stage.ts';
import type { DatasetHole } from '../../science/dataset.ts';
import { readLabel } from '../../science/label.ts';
import { type Attributes, readStructure } from '../../science/structure.ts';
import type { Candidate } from './candidate.ts';

/** What the inputs hold, source by source: labelled structures, and holes with their reasons. */
export interface Gathered {
  readonly sources: readonly (readonly Candidate[])[];
  readonly holes: readonly DatasetHole[];
}

/** A structure without a label and what is said of it. */
export interface Unlabelled {
  readonly item: Digest;
  readonly attributes: Attributes;
}

/** Reads the sets of labels, in order. A set without outcomes is not one of labels: that is a bug. */
export function gatherLabels(context: StageContext): Gathered {
  const attributes = attributesReader(context);
  const holes: DatasetHole[] = [];
  const sources = context.input('labels').map((set) =>
    decodeSet(context.read(set)).flatMap((entry): Candidate[] => {
      const { outcome } = entry;
      if (!outcome) throw new Error(`internal error: ${entry.item} has neither label nor failure`);
      const known = attributes(entry.attributes);
      if (outcome.ok) return [labelled(context, entry, outcome, known)];
      holes.push({ item: entry.item, ...readFailure(context, outcome.failure), attributes: known });
      return [];
    }),
  );
  return { sources, holes };
}

/** Reads the sets of structures that are kept without a label, in order. */
export function gatherUnlabelled(context: StageContext): Unlabelled[] {
  const attributes = attributesReader(context);
  return context
    .input('structures')
    .flatMap((set) => decodeSet(context.read(set)))
    .map((entry) => ({ item: entry.item, attributes: attributes(entry.attributes) }));
}

function labelled(
  context: StageContext,
  { item }: SetEntry,
  { value, calculation, reading }: Extract<SetEntry['outcome'], { ok: true }>,
  attributes: Attributes,
): Candidate {
  const read = () => readLabel(context.read(value));
  return {
    item,
    label: value,
    level: read().level,
    attributes,
    calculation,
    reading,
    structure: () => readStructure(context.read(item)),
    value: read,
  };
}

function readFailure(context: StageContext, digest: Digest): Pick<DatasetHole, 'class' | 'reason'> {
  const failure = readJson(context, digest) as { class: DatasetHole['class']; message: string };
  return { class: failure.class, reason: failure.message };
}

/** Reads attributes, each different one once. */
function attributesReader(context: StageContext): (digest: Digest) => Attributes {
  const known = new Map<Digest, Attributes>();
  return (digest) => {
    const found = known.get(digest);
    if (found) return found;
    const read = readJson(context, digest) as Attributes;
    known.set(digest, read);
    return read;
  };
}

const readJson = (context: StageContext, digest: Digest): unknown =>
  JSON.parse(Buffer.from(context.read(digest)).toString('utf8'));
