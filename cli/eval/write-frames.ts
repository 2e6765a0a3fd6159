import type { FrameArray } from '../../science/formats/extxyz.ts';
import { type WritableFrame, writeExtxyz } from '../../science/formats/extxyz-write.ts';
import type { Evaluated } from './evaluated.ts';

/**
 * Extended XYZ as ASE reads it: `energy`, `forces`, `energies` of the atoms and, of a full cell,
 * `stress` are the potential's; the file's own become `ref_energy` and `ref_forces`. Whatever else the
 * frames say stays.
 */
export const evaluatedFrames = (evaluated: readonly Evaluated[]): string =>
  writeExtxyz(evaluated.map(frame));

/** What the potential's own words take the place of. */
const TAKEN = [
  'gamma',
  'energy',
  'free_energy',
  'stress',
  'forces',
  'energies',
  'ref_energy',
  'ref_forces',
];

function frame({ labelled, result, grades }: Evaluated): WritableFrame {
  const { structure, info = {}, arrays = {} } = labelled.named;
  const kept = <T>(all: { readonly [name: string]: T }): { readonly [name: string]: T } =>
    Object.fromEntries(Object.entries(all).filter(([name]) => !TAKEN.includes(name)));
  const isFull = structure.periodic.every(Boolean);
  return {
    structure,
    info: {
      ...kept(info),
      energy: result.energy,
      ...(isFull && { stress: matrix(result.stress) }),
      ...(labelled.energy !== undefined && { ref_energy: labelled.energy }),
    },
    arrays: {
      ...kept(arrays),
      forces: reals(3, result.forces),
      energies: reals(1, result.atomEnergies),
      ...(grades && { gamma: reals(1, grades) }),
      ...(labelled.forces && { ref_forces: reals(3, labelled.forces) }),
    },
  };
}

const reals = (columns: number, values: Float64Array): FrameArray => ({
  type: 'R',
  columns,
  values,
});

/** Voigt xx yy zz yz xz xy as the nine numbers of a matrix. */
const matrix = (stress: Float64Array): number[] =>
  [0, 5, 4, 5, 1, 3, 4, 3, 2].map((place) => stress[place]!);
