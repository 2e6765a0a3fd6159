import type { Dataset, DatasetEntry, DatasetHole, Part } from '../../science/dataset.ts';
import { distinctLevels } from '../../science/label.ts';
import type { Candidate } from './candidate.ts';
import type { Unlabelled } from './gather.ts';
import { familiesOf } from './split/families.ts';
import { isTestFamily } from './split/test-membership.ts';

/** What a dataset is made of. */
export interface ManifestParts {
  /** Labelled structures, source by source. */
  readonly sources: readonly (readonly Candidate[])[];
  readonly holes: readonly DatasetHole[];
  readonly unlabelled: readonly Unlabelled[];
  /** Undefined where a test file says what the test part is. */
  readonly testFraction: number | undefined;
}

/** The manifest: every place of every source in order, its family and its side of the split. */
export function makeManifest(parts: ManifestParts): Dataset {
  const { sources, holes, unlabelled, testFraction } = parts;
  const begun = new Map<string, number>();
  const entries = sources.flatMap((source) => {
    const families = familiesOf(source, begun);
    return source.map((candidate, i) => entryOf(candidate, families[i] as string, testFraction));
  });
  return {
    levels: distinctLevels(sources.flat().map(({ level }) => level)),
    split: {
      testFraction: testFraction ?? null,
      families: { fit: countFamilies(entries, 'fit'), test: countFamilies(entries, 'test') },
      groupsWithoutTest: groupsWithoutTest(entries),
    },
    entries,
    holes,
    unlabelled,
  };
}

function entryOf(
  candidate: Candidate,
  family: string,
  testFraction: number | undefined,
): DatasetEntry {
  const { item, label, calculation, reading, attributes } = candidate;
  const isTest =
    testFraction === undefined ? candidate.part === 'test' : isTestFamily(family, testFraction);
  return {
    item,
    label,
    ...(calculation && { calculation }),
    ...(reading && { reading }),
    family,
    part: isTest ? 'test' : 'fit',
    attributes,
  };
}

const countFamilies = (entries: readonly DatasetEntry[], part: Part): number =>
  new Set(entries.filter((entry) => entry.part === part).map((entry) => entry.family)).size;

/** Groups of labelled structures of which none is in the test part, in order of appearance. */
function groupsWithoutTest(entries: readonly DatasetEntry[]): readonly string[] {
  const group = ({ attributes }: DatasetEntry): string => attributes.group ?? '';
  const tested = new Set(entries.filter(({ part }) => part === 'test').map(group));
  return [...new Set(entries.map(group))].filter((one) => !tested.has(one));
}

/** What the user should know of a dataset, a line each. */
export function manifestNotes({ entries, holes, unlabelled, split }: Dataset): string[] {
  const test = entries.filter(({ part }) => part === 'test').length;
  const { families, groupsWithoutTest: untested } = split;
  const notes = [
    `${entries.length} labelled structures: ${entries.length - test} to fit in ${families.fit} families, ${test} to test in ${families.test}`,
  ];
  if (holes.length > 0) {
    notes.push(
      `${holes.length} of ${entries.length + holes.length} planned structures have no label; the dataset lists each and why`,
    );
  }
  if (unlabelled.length > 0) notes.push(`${unlabelled.length} structures are kept without a label`);
  if (entries.length > 0 && test === 0)
    notes.push('the test part is empty: no family fell into it');
  if (entries.length > 0 && test === entries.length) {
    notes.push('nothing is left to fit: every family fell into the test part');
  }
  if (test > 0 && untested.length > 0) {
    const names = untested.map((name) => name || '(no group)').join(', ');
    notes.push(`groups without a test family: ${names}`);
  }
  const both = inBothParts(entries);
  if (both > 0) {
    notes.push(`in both parts: ${both} of the structures; on these the test flatters the fit`);
  }
  return notes;
}

function inBothParts(entries: readonly DatasetEntry[]): number {
  const items = (part: Part) =>
    new Set(entries.filter((entry) => entry.part === part).map(({ item }) => item));
  const fitted = items('fit');
  return [...items('test')].filter((item) => fitted.has(item)).length;
}
