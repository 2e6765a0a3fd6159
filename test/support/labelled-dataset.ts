import { canonicalText } from '../../base/canonical.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { type Label, type LevelOfTheory, labelBytes } from '../../science/label.ts';
import { type Structure, structureBytes } from '../../science/structure.ts';
import type { FakeContext } from './fake-context.ts';

/** A labelled structure as a test writes it. */
export interface Labelled {
  readonly structure: Structure;
  readonly energy: number;
  readonly forces?: Float64Array;
  readonly family?: string;
  readonly group?: string;
  readonly weight?: number;
  readonly part?: 'fit' | 'test';
}

const level: LevelOfTheory = { digest: digestBytes('test'), words: 'test' };

/** Puts structures and labels into the context and returns the digest of their training view. */
export function giveTrainingSet(
  context: Pick<FakeContext, 'give'>,
  all: readonly Labelled[],
): Digest {
  const entries = all.map(({ structure, energy, forces, family, group, weight, part }) => {
    const label: Label = { freeEnergy: energy, energy, level, ...(forces && { forces }) };
    return {
      item: context.give(structureBytes(structure)),
      label: context.give(labelBytes(label)),
      family: family ?? 'one',
      group: group ?? '',
      weight: weight ?? 1,
      part: part ?? 'fit',
    };
  });
  return context.give(canonicalText(['training-set', 1, { levels: [level], entries } as never]));
}
