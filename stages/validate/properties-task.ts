/** What a worker thread works out of a crystal or a pair of elements. */
import type { CanonicalObject } from '../../base/canonical.ts';
import type { Result } from '../../base/result.ts';
import { evaluateAce, prepareEvaluator } from '../../science/ace/evaluate.ts';
import { parseYace } from '../../science/ace/yace.ts';
import { covalentRadius } from '../../science/atomic-radii.ts';
import { cellVolume } from '../../science/cell.ts';
import { stillingerWeber } from '../../science/classical/stillinger-weber.ts';
import { atomicNumber } from '../../science/elements.ts';
import { emt } from '../../science/emt/emt.ts';
import { forceConstants } from '../../science/phonons/force-constants.ts';
import { phononFrequencies, type WaveVector } from '../../science/phonons/frequencies.ts';
import { type DimerCurve, dimerCurve } from '../../science/properties/dimer-curve.ts';
import { elasticConstants } from '../../science/properties/elastic-constants.ts';
import { energyDrift } from '../../science/properties/energy-drift.ts';
import { equationOfState } from '../../science/properties/equation-of-state.ts';
import { ask, catchModel, type Model, ModelProblem } from '../../science/properties/model.ts';
import { type Relaxed, relaxCell } from '../../science/properties/relax.ts';
import { vacancyEnergy } from '../../science/properties/vacancy.ts';
import type { Structure } from '../../science/structure.ts';
import { defaultSupercell, repeatStructure } from '../../science/supercell.ts';
import type { PropertyName } from './settings.ts';

/** This module, for worker threads. */
export const PROPERTY_TASKS = import.meta.url;

/** A model by name, or the text of a potential. */
export type ModelName =
  | { readonly calculator: 'emt' | 'stillinger-weber' }
  | { readonly yace: string };

export interface CrystalTask {
  readonly model: ModelName;
  readonly crystal: Structure;
  readonly properties: readonly PropertyName[];
}

/** What came out, by name: a value, or the words why there is none. */
export type CrystalAnswer = {
  readonly [name in PropertyName | 'at_rest']?: Result<CanonicalObject, string>;
};

const GPA = 160.2176634;

/** On a worker: the crystal at rest, and the properties of that. */
export function crystalProperties({ model, crystal, properties }: CrystalTask): CrystalAnswer {
  const energyModel = modelOf(model);
  const rest = catchModel(() => relaxCell(energyModel, crystal));
  if (!rest.ok) return { at_rest: rest };
  const isOneElement = new Set(crystal.numbers).size === 1;
  const wanted = properties.filter((name) => name !== 'vacancy' || isOneElement);
  const found = wanted.map((name) => [name, catchModel(() => WORK[name](energyModel, rest.value))]);
  return { at_rest: catchModel(() => atRest(rest.value)), ...Object.fromEntries(found) };
}

const atRest = ({ structure, energy }: Relaxed): CanonicalObject => {
  const atoms = structure.numbers.length;
  return {
    energy_ev_per_atom: energy / atoms,
    volume_angstrom3_per_atom: cellVolume(structure.cell) / atoms,
    cell_angstrom: [0, 3, 6].map((row) => Array.from(structure.cell.subarray(row, row + 3))),
  };
};

const WAVES: readonly WaveVector[] = [
  [0, 0, 0],
  [0.5, 0, 0],
  [0.5, 0.5, 0],
  [0.5, 0.5, 0.5],
];

const WORK: { readonly [name in PropertyName]: (model: Model, rest: Relaxed) => CanonicalObject } =
  {
    equation_of_state: (model, { structure }) => {
      const eos = equationOfState(model, structure, { range: 0.06, points: 13 });
      return {
        volume_angstrom3_per_atom: eos.volume,
        energy_ev_per_atom: eos.energy,
        bulk_modulus_gpa: eos.bulkModulus * GPA,
        volumes_angstrom3_per_atom: eos.volumes,
        energies_ev_per_atom: eos.energies,
      };
    },
    elastic_constants: (model, { structure }) => {
      const constants = elasticConstants(model, structure);
      return { gpa: Object.fromEntries(upper((i, j) => GPA * constants[6 * i + j]!)) };
    },
    vacancy: (model, { structure }) => {
      const { atoms, unrelaxed, relaxed } = vacancyEnergy(model, structure);
      return { atoms, unrelaxed_ev: unrelaxed, formation_ev: relaxed };
    },
    phonons: (model, { structure }) => {
      const constants = forceConstants((s) => ask(model, s).forces, structure, [2, 2, 2]);
      const points = WAVES.map((q) => ({ q, thz: Array.from(phononFrequencies(constants, q)) }));
      return { supercell: [2, 2, 2], points };
    },
    energy_drift: (model, { structure }) => {
      const atoms = structure.numbers.length;
      const crystal = repeatStructure(structure, defaultSupercell(structure.cell, atoms));
      const how = { temperature: 300, timestep: 1, steps: 500 };
      const drift = energyDrift(model, crystal, how);
      return {
        atoms: crystal.numbers.length,
        started_at_kelvin: how.temperature,
        timestep_fs: how.timestep,
        steps: how.steps,
        kelvin: drift.temperature,
        drift_mev_per_atom_per_ps: drift.driftMevPerAtomPerPs,
        largest_mev_per_atom: drift.largestMevPerAtom,
      };
    },
  };

function upper(value: (i: number, j: number) => number): (readonly [string, number])[] {
  const names: (readonly [string, number])[] = [];
  for (let i = 0; i < 6; i++) {
    for (let j = i; j < 6; j++) names.push([`c${i + 1}${j + 1}`, value(i, j)]);
  }
  return names;
}

/** On a worker: the dimer curve of each pair of the potential's elements; a pair without radii is left out. */
export function dimerCurves({ yace }: { readonly yace: string }): {
  readonly [pair: string]: Result<DimerCurve, string>;
} {
  const { evaluator, model } = aceModel(yace);
  const { elements } = evaluator.potential;
  const pairs = elements.flatMap((a, i) => elements.slice(i).map((b) => [a, b] as const));
  return Object.fromEntries(
    pairs.flatMap(([a, b]) => {
      const numbers = [atomicNumber(a) as number, atomicNumber(b) as number] as const;
      const radii = numbers.map(covalentRadius) as [number | undefined, number | undefined];
      if (radii[0] === undefined || radii[1] === undefined) return [];
      const reach = { contact: radii[0] + radii[1], cutoff: evaluator.cutoff };
      return [[`${a}-${b}`, catchModel(() => dimerCurve(model, numbers, reach))]];
    }),
  );
}

function modelOf(name: ModelName): Model {
  if ('yace' in name) return aceModel(name.yace).model;
  const potential = { emt, 'stillinger-weber': stillingerWeber }[name.calculator];
  return (structure) => {
    const result = potential(structure);
    if (!result.ok) throw new ModelProblem(`${name.calculator} refuses it: ${result.error.kind}`);
    return result.value;
  };
}

function aceModel(yace: string) {
  const potential = parseYace(yace);
  if (!potential.ok) throw new Error(`internal error: ${potential.error.message}`);
  const evaluator = prepareEvaluator(potential.value);
  const model: Model = (structure) => evaluateAce(evaluator, structure);
  return { evaluator, model };
}
