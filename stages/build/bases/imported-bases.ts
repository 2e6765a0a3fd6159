import { fail, ok, type Result } from '../../../base/result.ts';
import type { StageFailure } from '../../../engine/stage.ts';
import { repeatAtomAttributes } from '../../../science/atom-attributes.ts';
import type { NamedStructure } from '../../../science/formats/detect.ts';
import type { InfoValue } from '../../../science/formats/extxyz-comment.ts';
import type { Structure } from '../../../science/structure.ts';
import { type Repeats, repeatStructure } from '../../../science/supercell.ts';
import { readStructures } from '../files/read-structures.ts';
import { asParent, type Base, type Parent } from '../parent.ts';
import type { Tally } from '../tally.ts';

/** Frames of one series resemble each other: this many in a row are one family. */
const BLOCK = 10;

/**
 * The structures of a file as bases, repeated where asked; families by their name in the file (`family`), else
 * as the store makes them for imports.
 */
export async function importedBases(
  file: { readonly bytes: Uint8Array; readonly name: string },
  supercell: Repeats | undefined,
  tally: Tally,
): Promise<Result<Iterable<Base>, StageFailure>> {
  const found = await readStructures(file);
  if (!found.ok) return found;
  const stuck = found.value.find(({ structure }) => !canRepeat(structure, supercell));
  if (stuck) {
    return fail({
      class: 'invalid',
      message: `${stuck.name} is not periodic along every direction that \`supercell\` repeats`,
      hint: 'leave supercell out, or repeat the periodic directions only',
    });
  }
  for (const note of new Set(found.value.flatMap(({ notes = [] }) => notes))) {
    tally.note(`${file.name}: ${note}`);
  }
  return ok(asBases(poppedOff(found.value.toReversed()), supercell));
}

/** The last first, and none is kept: of a hundred thousand frames, those are in memory that are to come. */
function* poppedOff<T>(left: T[]): Generator<T> {
  for (let next = left.pop(); next; next = left.pop()) yield next;
}

const canRepeat = (structure: Structure, supercell: Repeats | undefined): boolean =>
  supercell?.every((n, axis) => n === 1 || structure.periodic[axis]) ?? true;

function* asBases(
  found: Iterable<NamedStructure>,
  supercell: Repeats | undefined,
): Generator<Base> {
  let block: { readonly kind: string; readonly leader: Parent; size: number } | undefined;
  for (const { name, structure, info, attributes = {} } of found) {
    const parent = asParent(supercell ? repeatStructure(structure, supercell) : structure);
    const group = groupOf(info);
    const kind = JSON.stringify([group, [...structure.numbers].sort((a, b) => a - b)]);
    if (block?.kind !== kind || block.size >= BLOCK) block = { kind, leader: parent, size: 0 };
    block.size++;
    const family = textOf(info, 'family');
    const images = parent.structure.numbers.length / structure.numbers.length;
    const atoms = repeatAtomAttributes(attributes, structure.numbers, images);
    const { leader } = block;
    yield { ...parent, name, group, leader, atoms, ...(family && { family }) };
  }
}

const groupOf = (info: Info): string => textOf(info, 'config_type') ?? 'base';

function textOf(info: Info, key: string): string | undefined {
  const value = info?.[key];
  return value === undefined || value === '' || typeof value === 'object'
    ? undefined
    : String(value);
}

type Info = { readonly [key: string]: InfoValue } | undefined;
