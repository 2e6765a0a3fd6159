import type { Digest } from '../../base/digest.ts';
import { decodeSet, type SetEntry } from '../../base/item-set.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext } from '../../engine/stage.ts';
import { type WritableFrame, writeExtxyz } from '../../science/formats/extxyz-write.ts';
import { readLabel } from '../../science/label.ts';
import { type Attributes, readStructure } from '../../science/structure.ts';

/**
 * A set of structures, or of labels, as extended XYZ that ASE reads: `energy` and `free_energy` in eV,
 * `forces` in eV/Å, `stress` as nine numbers in eV/Å^3 (tension positive), `name` and `config_type`
 * where they are known; with `hasFamilies` also `family`, so that what a program makes of a structure can stay in it.
 * A hole of a set of labels has no frame. Fails, in words, on what is no set.
 */
export function extxyzOf(
  context: StageContext,
  set: Digest,
  hasFamilies: boolean,
): Result<string, string> {
  const bytes = context.read(set);
  if (!isSet(bytes)) return fail('is not a set of structures or labels');
  const entries = decodeSet(bytes).filter(({ outcome }) => outcome?.ok !== false);
  return ok(writeExtxyz(entries.map((entry) => frameOf(context, entry, hasFamilies))));
}

/** Whether bytes are those of a set of structures or labels. */
export const isSet = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes.subarray(0, 8)).toString('latin1') === 'mlip-set';

function frameOf(
  context: StageContext,
  { item, attributes, outcome }: SetEntry,
  hasFamilies: boolean,
): WritableFrame {
  const structure = readStructure(context.read(item));
  const said = JSON.parse(Buffer.from(context.read(attributes)).toString('utf8')) as Attributes;
  const { name, group } = said;
  const family = hasFamilies ? (said.family ?? said.parent) : undefined;
  const words = {
    ...(name && { name }),
    ...(group && { config_type: group }),
    ...(family && { family }),
  };
  if (!outcome?.ok) return { structure, info: words };
  const { energy, freeEnergy, forces, stress } = readLabel(context.read(outcome.value));
  return {
    structure,
    info: {
      ...words,
      energy,
      free_energy: freeEnergy,
      ...(stress && { stress: matrixOf(stress) }),
    },
    ...(forces && { arrays: { forces: { type: 'R', columns: 3, values: forces } } }),
  };
}

/** Voigt xx yy zz yz xz xy as nine numbers, row by row. */
function matrixOf(voigt: Float64Array): number[] {
  const [xx, yy, zz, yz, xz, xy] = voigt as unknown as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return [xx, xy, xz, xy, yy, yz, xz, yz, zz];
}
