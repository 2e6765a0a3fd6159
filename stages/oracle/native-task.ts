/** What a worker thread does for the classical potentials: structures (their identity bytes) in, labels out. */
import { digestValue } from '../../base/digest.ts';
import type { ItemResult } from '../../engine/stage.ts';
import {
  type LennardJonesParameters,
  lennardJones,
} from '../../science/classical/lennard-jones.ts';
import { type MorseParameters, morse } from '../../science/classical/morse.ts';
import { stillingerWeber } from '../../science/classical/stillinger-weber.ts';
import { elementSymbol } from '../../science/elements.ts';
import { emt } from '../../science/emt/emt.ts';
import { emtElements } from '../../science/emt/parameters.ts';
import type { LevelOfTheory } from '../../science/label.ts';
import { readStructure } from '../../science/structure.ts';
import { nativeLabel, nativeLevel } from './native-label.ts';

/** A batch for a potential with parameters. */
export interface NativeBatch<Parameters> {
  readonly parameters: Parameters;
  readonly structures: readonly Uint8Array[];
}

/** Labels by Lennard-Jones; one result each, in order. */
export function labelLennardJones({
  parameters,
  structures,
}: NativeBatch<LennardJonesParameters>): readonly ItemResult[] {
  const { epsilon, sigma, cutoff, onset } = parameters;
  const end = onset === undefined ? 'shifted' : `smooth from ${onset} Å`;
  const words = `Lennard-Jones (epsilon ${epsilon} eV, sigma ${sigma} Å, cutoff ${cutoff} Å, ${end})`;
  const level = nativeLevel('Lennard-Jones', { epsilon, sigma, cutoff, onset }, words);
  return structures.map((bytes) =>
    nativeLabel(level, lennardJones(readStructure(bytes), parameters)),
  );
}

/** Labels by Morse; one result each, in order. */
export function labelMorse({
  parameters,
  structures,
}: NativeBatch<MorseParameters>): readonly ItemResult[] {
  const { epsilon, r0, rho0, onset, cutoff } = parameters;
  const words = `Morse (epsilon ${epsilon} eV, r0 ${r0} Å, rho0 ${rho0}, cutoff ${onset} to ${cutoff} Å)`;
  const level = nativeLevel('Morse', { epsilon, r0, rho0, onset, cutoff }, words);
  return structures.map((bytes) => nativeLabel(level, morse(readStructure(bytes), parameters)));
}

/** Labels by Stillinger-Weber; one result each, in order. */
export function labelStillingerWeber(structures: readonly Uint8Array[]): readonly ItemResult[] {
  const words = 'Stillinger-Weber (Si, 1985)';
  const level = nativeLevel('Stillinger-Weber', 'Phys. Rev. B 31, 5262 (1985)', words);
  return structures.map((bytes) => nativeLabel(level, stillingerWeber(readStructure(bytes)), 'Si'));
}

const EMT_LEVEL: LevelOfTheory = {
  digest: digestValue('level-of-theory', 1, {
    method: 'effective medium theory',
    parameters: 'ASE 3.29',
    cutoff: 'largest radius of the whole table',
  }),
  words: 'EMT (ASE 3.29 parameters)',
};

/** Labels by effective medium theory; one result each, in order. */
export function labelEmt(structures: readonly Uint8Array[]): readonly ItemResult[] {
  const known = [...emtElements.keys()].map(elementSymbol).join(', ');
  return structures.map((bytes) => nativeLabel(EMT_LEVEL, emt(readStructure(bytes)), known));
}
