import { type AtomAttributes, constraintsOf } from '../atom-attributes.ts';
import type { Attributes } from '../structure.ts';
import type { ExtxyzFrame, FrameArray } from './extxyz.ts';

/**
 * What a frame says of its atoms beside their places: `masses`, `tags`, and what ASE writes as
 * `move_mask` (T: free) for FixAtoms (one column) and FixCartesian (three).
 */
export function frameAtomAttributes({ arrays }: Pick<ExtxyzFrame, 'arrays'>): AtomAttributes {
  const { masses, tags, move_mask: mask } = arrays;
  return {
    ...(masses && isPlain(masses) && { masses: Array.from(masses.values as ArrayLike<number>) }),
    ...(tags && isPlain(tags) && { tags: Array.from(tags.values as ArrayLike<number>) }),
    ...(mask && constraintsOf(fixedOf(mask), 'FixCartesian')),
  };
}

const isPlain = ({ type, columns }: FrameArray): boolean =>
  columns === 1 && (type === 'R' || type === 'I');

/** 3N flags; a column of integers is read as ASE reads it. */
function fixedOf({ columns, type, values }: FrameArray): boolean[] {
  if (type === 'S' || (columns !== 1 && columns !== 3)) return [];
  const fixed = Array.from(values as ArrayLike<boolean | number>, (free) => !free);
  return columns === 3 ? fixed : fixed.flatMap((one) => [one, one, one]);
}

/** The columns of a frame that {@link frameAtomAttributes} reads back. */
export function attributeArrays(
  { masses, tags }: Pick<Attributes, 'masses' | 'tags'>,
  fixed?: readonly boolean[],
): { [name: string]: FrameArray } {
  const isWhole = fixed?.every((flag, i) => flag === fixed[i - (i % 3)]) ?? false;
  const free = fixed?.flatMap((flag, i) => (isWhole && i % 3 > 0 ? [] : [!flag]));
  return {
    ...(masses && { masses: { type: 'R', columns: 1, values: Float64Array.from(masses) } }),
    ...(tags && { tags: { type: 'I', columns: 1, values: Int32Array.from(tags) } }),
    ...(free && { move_mask: { type: 'L', columns: isWhole ? 1 : 3, values: free } }),
  };
}
