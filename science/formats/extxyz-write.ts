import { elementSymbol } from '../elements.ts';
import { atomCount, type Structure } from '../structure.ts';
import type { FrameArray } from './extxyz.ts';
import { type InfoValue, writeInfo } from './extxyz-comment.ts';

/** What {@link writeExtxyz} writes of a frame; a frame that `parseExtxyz` gave is one. */
export interface WritableFrame {
  readonly structure: Structure;
  readonly info?: { readonly [key: string]: InfoValue };
  readonly arrays?: { readonly [name: string]: FrameArray };
}

/**
 * Extended XYZ as ASE reads it. Numbers are written so that they read back to the same float64: the
 * digest of a structure survives. -0 is written as 0. `pbc` is always said.
 */
export function writeExtxyz(frames: Iterable<WritableFrame>): string {
  const parts: string[] = [];
  for (const frame of frames) parts.push(frameText(frame));
  return parts.join('');
}

function frameText({ structure, info = {}, arrays = {} }: WritableFrame): string {
  const table = { ...ownArrays(structure), ...arrays };
  const names = Object.keys(table);
  const properties = names.map((name) => {
    const { type, columns } = table[name] as FrameArray;
    return `${name}:${type}:${columns}`;
  });
  const heads = [
    ...(structure.cell.some((x) => x !== 0)
      ? [`Lattice="${Array.from(structure.cell, memberText).join(' ')}"`]
      : []),
    `Properties=${properties.join(':')}`,
    ...Object.entries(info).map(([key, value]) => writeInfo(key, value)),
    `pbc="${structure.periodic.map(memberText).join(' ')}"`,
  ];
  const count = atomCount(structure);
  const lines = [String(count), heads.join(' ')];
  for (let atom = 0; atom < count; atom++) {
    const fields: string[] = [];
    for (const name of names) {
      const { columns, values } = table[name] as FrameArray;
      for (let k = 0; k < columns; k++) {
        fields.push(memberText(values[atom * columns + k] as number | string | boolean));
      }
    }
    lines.push(fields.join(' '));
  }
  return `${lines.join('\n')}\n`;
}

function ownArrays(structure: Structure): { [name: string]: FrameArray } {
  const {
    numbers,
    positions,
    initialMagneticMoments: moments,
    initialCharges: charges,
  } = structure;
  return {
    species: { type: 'S', columns: 1, values: Array.from(numbers, elementSymbol) },
    pos: { type: 'R', columns: 3, values: positions },
    ...(moments && { initial_magmoms: { type: 'R', columns: 1, values: moments } }),
    ...(charges && { initial_charges: { type: 'R', columns: 1, values: charges } }),
  };
}

function memberText(value: number | string | boolean): string {
  if (typeof value === 'boolean') return value ? 'T' : 'F';
  return typeof value === 'number' ? String(value === 0 ? 0 : value) : value;
}
