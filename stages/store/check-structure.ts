import { LAST_ATOMIC_NUMBER } from '../../science/elements.ts';
import type { Structure } from '../../science/structure.ts';
import { findClosePair } from './close-atoms.ts';
import { wholeCell } from './whole-cell.ts';

/** Two atoms nearer than this are at the same place: no calculation means that, Å. */
const SAME_PLACE = 0.05;

/** Planes of images nearer than this are no cell, Å. */
const THINNEST = 0.5;

/** Why a structure cannot be stored; undefined where it can. Atoms are counted from 0, as ASE does. */
export function checkStructure(structure: Structure): string | undefined {
  const wrong = checkArrays(structure);
  if (wrong) return wrong;
  const cell = wholeCell(structure);
  const thin = cell?.heights.some((h, i) => structure.periodic[i] && h < THINNEST);
  if (!cell || thin) return 'its periodic cell has no volume';
  const pair = findClosePair(structure, cell, SAME_PLACE);
  if (!pair) return undefined;
  const [i, j] = pair.atoms;
  return `atoms ${i} and ${j} are at the same place (${pair.distance.toPrecision(2)} Å apart)`;
}

function checkArrays(structure: Structure): string | undefined {
  const { numbers, positions, cell, initialMagneticMoments, initialCharges } = structure;
  const atoms = numbers.length;
  if (atoms === 0) return 'it has no atoms';
  const odd = numbers.findIndex((number) => number < 1 || number > LAST_ATOMIC_NUMBER);
  if (odd >= 0) return `atom ${odd} has atomic number ${numbers[odd]}, which no element has`;
  return (
    checkArray('positions', positions, 3 * atoms) ??
    checkArray('cell', cell, 9) ??
    checkArray('initial magnetic moments', initialMagneticMoments, atoms) ??
    checkArray('initial charges', initialCharges, atoms)
  );
}

/** Why an array does not have `length` finite numbers; undefined where it has, or is absent. */
export function checkArray(
  name: string,
  values: ArrayLike<number> | undefined,
  length: number,
): string | undefined {
  if (!values) return undefined;
  if (values.length !== length) {
    return `its ${name} are ${values.length} numbers, expected ${length}`;
  }
  for (let i = 0; i < length; i++) {
    if (!Number.isFinite(values[i])) return `its ${name} hold ${values[i]} (number ${i})`;
  }
  return undefined;
}
