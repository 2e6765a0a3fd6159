import { canonicalText } from '../base/canonical.ts';
import type { Digest } from '../base/digest.ts';
import type { LevelOfTheory } from './label.ts';
import type { Attributes } from './structure.ts';

/** Which side of the split: `fit` is trained and tuned on, `test` only ever looked at to judge. */
export type Part = 'fit' | 'test';

/** One labelled structure of a dataset, at one place of its order. */
export interface DatasetEntry {
  readonly item: Digest;
  readonly label: Digest;
  /** Keys of the two actions behind the label, where this workspace knows them. */
  readonly calculation?: Digest;
  readonly reading?: Digest;
  readonly family: string;
  readonly part: Part;
  readonly attributes: Attributes;
}

/** A structure that was asked for and has no label, and why. */
export interface DatasetHole {
  readonly item: Digest;
  readonly class: 'infra' | 'physics' | 'invalid';
  readonly reason: string;
  readonly attributes: Attributes;
}

/** The manifest: the value that keys and training read. The ase.db is a rendering of it. */
export interface Dataset {
  readonly levels: readonly LevelOfTheory[];
  readonly split: {
    /** Share of families meant for the test part; null where a test file was given. */
    readonly testFraction: number | null;
    readonly families: { readonly fit: number; readonly test: number };
    /** Groups that have no test family. */
    readonly groupsWithoutTest: readonly string[];
  };
  readonly entries: readonly DatasetEntry[];
  readonly holes: readonly DatasetHole[];
  /** Structures kept without a label, marked so. */
  readonly unlabelled: readonly { readonly item: Digest; readonly attributes: Attributes }[];
}

/** What training and validation see of an entry: names, parents and operations cannot matter there. */
export interface TrainingEntry {
  readonly item: Digest;
  readonly label: Digest;
  readonly family: string;
  readonly group: string;
  readonly weight: number;
  readonly part: Part;
}

/** The training view of a dataset. */
export interface TrainingSet {
  readonly levels: readonly LevelOfTheory[];
  readonly entries: readonly TrainingEntry[];
}

/** The bytes of a manifest. */
export const datasetBytes = (dataset: Dataset): string =>
  canonicalText(['dataset', 1, dataset as never]);

/** Reads {@link datasetBytes} back. */
export const readDataset = (bytes: Uint8Array): Dataset => readTagged(bytes, 'dataset') as Dataset;

/** The bytes of the training view of a manifest; the `view` that train and validate declare. */
export function trainingView(bytes: Uint8Array): Uint8Array {
  const { levels, entries } = readDataset(bytes);
  const seen: TrainingSet = {
    levels,
    entries: entries.map(({ item, label, family, part, attributes }) => ({
      item,
      label,
      family,
      group: attributes.group ?? '',
      weight: attributes.weight ?? 1,
      part,
    })),
  };
  return Buffer.from(canonicalText(['training-set', 1, seen as never]));
}

/** Reads {@link trainingView} back. */
export const readTrainingSet = (bytes: Uint8Array): TrainingSet =>
  readTagged(bytes, 'training-set') as TrainingSet;

function readTagged(bytes: Uint8Array, tag: string): unknown {
  const [found, , value] = JSON.parse(Buffer.from(bytes).toString('utf8')) as [
    string,
    number,
    unknown,
  ];
  if (found !== tag) throw new Error(`internal error: expected a ${tag}, got ${found}`);
  return value;
}
