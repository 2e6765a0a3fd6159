import type { Result } from '../../base/result.ts';
import { cellVolume, toCartesian } from '../cell.ts';
import { cos } from '../elementary.ts';
import type { Structure } from '../structure.ts';
import { type CifSite, readSites } from './cif-sites.ts';
import { type CifBlock, readCifBlocks } from './cif-tokens.ts';
import { catchFormat, type FormatError, FormatProblem } from './format-error.ts';
import { readUncertain } from './read-number.ts';
import {
  applyOperation,
  readSymmetryOperation,
  type SymmetryOperation,
} from './symmetry-operation.ts';

/** A structure and the name of its data block. */
export interface CifStructure {
  readonly name: string;
  readonly structure: Structure;
}

/** Å: images of a site nearer than this are one atom on a special position. */
const MERGE_DISTANCE = 0.05;

/**
 * Reads every data block that has atom sites: the cell from lengths and angles (a along x, b in the
 * xy plane), the sites under all symmetry operations that the file lists. Refused, since they would
 * silently give another crystal: partial occupancy, a named space group without its operations, two
 * sites at one place.
 */
export function parseCif(text: string): Result<CifStructure[], FormatError> {
  return catchFormat(() => {
    const blocks = readCifBlocks(text).filter((block) =>
      block.loops.some((loop) => loop.tags.includes('_atom_site_fract_x')),
    );
    if (blocks.length === 0) {
      throw new FormatProblem(0, 'no data block has atom sites with fractional coordinates');
    }
    return blocks.map((block) => ({ name: block.name, structure: readBlockStructure(block) }));
  });
}

function readBlockStructure(block: CifBlock): Structure {
  const cell = readCell(block);
  const operations = readOperations(block);
  const sites = readSites(block);
  const places: { readonly site: CifSite; readonly at: readonly number[] }[] = [];
  for (const site of sites) {
    for (const operation of operations) {
      const image = applyOperation(operation, site.fractional);
      const at = operation === operations[0] ? image : image.map((x) => x - Math.floor(x));
      const same = places.find((place) => distance(place.at, at, cell) < MERGE_DISTANCE);
      if (!same) places.push({ site, at });
      else if (same.site !== site) {
        throw new FormatProblem(
          site.line,
          `the sites ${same.site.label} and ${site.label} are at the same place`,
          'disorder is not supported: keep one of them',
        );
      }
    }
  }
  return {
    numbers: Int32Array.from(places, (place) => place.site.number),
    positions: toCartesian(
      places.flatMap((place) => place.at),
      cell,
    ),
    cell,
    periodic: [true, true, true],
  };
}

/** Between the nearest images, Å; exact for places that are near each other, which is all that is asked. */
function distance(a: readonly number[], b: readonly number[], cell: Float64Array): number {
  const shift = a.map((x, i) => x - b[i]! - Math.round(x - b[i]!));
  const [x, y, z] = toCartesian(shift, cell) as unknown as [number, number, number];
  return Math.sqrt(x * x + y * y + z * z);
}

function readCell(block: CifBlock): Float64Array {
  const read = (tag: string): number => {
    const item = block.items.get(tag);
    const value = item && readUncertain(item.text);
    if (value === undefined || !(value > 0)) {
      throw new FormatProblem(item?.line ?? block.line, `expected ${tag}: a positive number`);
    }
    return value;
  };
  const [a, b, c] = ['a', 'b', 'c'].map((axis) => read(`_cell_length_${axis}`));
  const [ca, cb, cg] = ['alpha', 'beta', 'gamma'].map((name) =>
    cosDegrees(read(`_cell_angle_${name}`)),
  );
  const sg = Math.sqrt(1 - cg! * cg!);
  const cx = cb!;
  const cy = (ca! - cb! * cg!) / sg;
  const cz = Math.sqrt(1 - cx * cx - cy * cy);
  const cell = Float64Array.of(a!, 0, 0, b! * cg!, b! * sg, 0, c! * cx, c! * cy, c! * cz);
  if (!(cellVolume(cell) > 0)) throw new FormatProblem(block.line, 'the cell spans no volume');
  return cell;
}

/** The usual angles exactly, so that a cubic cell is cubic to the last bit. */
function cosDegrees(angle: number): number {
  const exact: { readonly [degrees: number]: number } = { 60: 0.5, 90: 0, 120: -0.5 };
  return exact[angle] ?? cos((angle * Math.PI) / 180);
}

const OPERATION_TAGS = [
  '_space_group_symop_operation_xyz',
  '_symmetry_equiv_pos_as_xyz',
  '_space_group_symop.operation_xyz',
];

function readOperations(block: CifBlock): [SymmetryOperation, ...SymmetryOperation[]] {
  const identity = readSymmetryOperation('x,y,z') as SymmetryOperation;
  for (const tag of OPERATION_TAGS) {
    const single = block.items.get(tag);
    const loop = block.loops.find((other) => other.tags.includes(tag));
    const column = loop?.tags.indexOf(tag) ?? 0;
    const texts = single ? [single] : (loop?.rows.map((row) => row[column]!) ?? []);
    if (texts.length === 0) continue;
    const read = texts.map(({ text, line }) => {
      const operation = readSymmetryOperation(text);
      if (!operation) throw new FormatProblem(line, `"${text}" is no symmetry operation`);
      return operation;
    });
    const others = read.filter((operation) => !isSame(operation, identity));
    return [identity, ...others];
  }
  refuseNamedGroup(block);
  return [identity];
}

const isSame = (a: SymmetryOperation, b: SymmetryOperation): boolean =>
  a.rotation.every((x, i) => x === b.rotation[i]) &&
  a.translation.every((x, i) => x === b.translation[i]);

function refuseNamedGroup(block: CifBlock): void {
  const tags = ['_space_group_it_number', '_symmetry_int_tables_number'];
  const names = [
    '_space_group_name_h-m_alt',
    '_symmetry_space_group_name_h-m',
    '_space_group_name_hall',
    '_symmetry_space_group_name_hall',
  ];
  for (const tag of [...tags, ...names]) {
    const item = block.items.get(tag);
    const text = item?.text.replace(/\s+/g, '').toLowerCase();
    if (!item || text === undefined || ['1', 'p1', '?', '.', ''].includes(text)) continue;
    throw new FormatProblem(
      item.line,
      `the space group is ${item.text}, but the file lists no symmetry operations`,
      'write the file with its operations (_space_group_symop_operation_xyz), or expanded to P1',
    );
  }
}
