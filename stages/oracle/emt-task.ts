/** What a worker thread does for EMT: structures in, labels out. */
import { digestValue } from '../../base/digest.ts';
import { fail, ok } from '../../base/result.ts';
import { unreachable } from '../../base/unreachable.ts';
import type { ItemResult, StageFailure } from '../../engine/stage.ts';
import { elementSymbol, LAST_ATOMIC_NUMBER } from '../../science/elements.ts';
import { type EmtProblem, emt } from '../../science/emt/emt.ts';
import { emtElements } from '../../science/emt/parameters.ts';
import { type LevelOfTheory, labelBytes } from '../../science/label.ts';
import { readStructure } from '../../science/structure.ts';

const level: LevelOfTheory = {
  digest: digestValue('level-of-theory', 1, {
    method: 'effective medium theory',
    parameters: 'ASE 3.29',
    cutoff: 'largest radius of the whole table',
  }),
  words: 'EMT (ASE 3.29 parameters)',
};

/** Labels structures (their identity bytes); one result each, in order. */
export const labelBatch = (structures: readonly Uint8Array[]): readonly ItemResult[] =>
  structures.map(labelOne);

function labelOne(bytes: Uint8Array): ItemResult {
  const result = emt(readStructure(bytes));
  if (!result.ok) return fail(failureOf(result.error));
  const { energy, forces, stress } = result.value;
  return ok(labelBytes({ freeEnergy: energy, energy, forces, ...(stress && { stress }), level }));
}

function failureOf(problem: EmtProblem): StageFailure {
  switch (problem.kind) {
    case 'element':
      return {
        class: 'invalid',
        message: `EMT has no parameters for ${nameOf(problem.number)}; it knows ${knownNames()}`,
        hint: 'choose another calculator, or elements that EMT knows',
      };
    case 'geometry':
      return { class: 'invalid', message: `EMT cannot label this structure: ${problem.words}` };
    case 'overlap':
      return {
        class: 'invalid',
        message: `atoms ${problem.atoms.join(' and ')} (counted from 0) are at the same place`,
      };
    case 'not-finite':
      return { class: 'physics', message: 'EMT gives no finite energy and forces for it' };
    default:
      return unreachable(problem);
  }
}

const nameOf = (number: number): string =>
  number >= 1 && number <= LAST_ATOMIC_NUMBER ? elementSymbol(number) : `atomic number ${number}`;

const knownNames = (): string => [...emtElements.keys()].map(elementSymbol).join(', ');
