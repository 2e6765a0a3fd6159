import { canonicalText } from '../../../base/canonical.ts';
import { type Digest, digestBytes, digestValue } from '../../../base/digest.ts';
import { encodeSet, type SetEntry } from '../../../base/item-set.ts';
import { type Label, type LevelOfTheory, labelBytes } from '../../../science/label.ts';
import { type Attributes, type Structure, structureBytes } from '../../../science/structure.ts';
import type { FakeContext } from '../../support/fake-context.ts';

export const emt: LevelOfTheory = {
  words: 'EMT (ASE 3.29 parameters)',
  digest: digestValue('level', 1, 'emt'),
};

/** A copper cell of two atoms; `shift` Å moves the second, so that each is another item. */
export function copper(shift = 0): Structure {
  return {
    numbers: Int32Array.of(29, 29),
    positions: Float64Array.of(0, 0, 0, 1.8 + shift, 1.8, 0),
    cell: Float64Array.of(3.6, 0, 0, 0, 3.6, 0, 0, 0, 3.6),
    periodic: [true, true, true],
  };
}

/** A label with everything in it but moments and charges. */
export function labelOf(energy: number, level = emt): Label {
  return {
    freeEnergy: energy,
    energy: energy + 0.25,
    forces: Float64Array.of(0.1, -0.2, 0.3, -0.1, 0.2, -0.3),
    stress: Float64Array.of(0.01, 0.02, -0.03, 0, 0.001, 0.002),
    level,
  };
}

/** Puts a labelled item and the preimages behind its label, as the engine makes them. */
export function giveLabelled(
  context: FakeContext,
  structure: Structure,
  label: Label,
  attributes: Attributes,
): SetEntry {
  const item = context.give(structureBytes(structure));
  const value = context.give(labelBytes(label));
  const calculation = canonicalText([
    'calculation',
    1,
    { backend: 'emt', item, version: 1, with: {} },
  ]);
  const reading = canonicalText([
    'reading',
    1,
    { backend: 'emt', raw: value, version: 'identity' },
  ]);
  return {
    item,
    attributes: context.give(canonicalText(attributes as never)),
    outcome: {
      ok: true,
      value,
      calculation: context.give(calculation),
      reading: context.give(reading),
    },
  };
}

/** Puts an item that has no label, and why. */
export function giveHole(context: FakeContext, structure: Structure, message: string): SetEntry {
  return {
    item: context.give(structureBytes(structure)),
    attributes: context.give(canonicalText({ family: 'hollow', group: 'strain' })),
    outcome: { ok: false, failure: context.give(canonicalText({ class: 'physics', message })) },
  };
}

/** Puts a set. */
export const giveSet = (context: FakeContext, entries: readonly SetEntry[]): Digest =>
  context.give(encodeSet(entries));

export const digestOf = (structure: Structure): Digest => digestBytes(structureBytes(structure));
