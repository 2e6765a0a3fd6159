import { buildAceBasis } from '../../science/ace/basis.ts';
import { evaluateAce, prepareEvaluator } from '../../science/ace/evaluate.ts';
import type { AcePotential } from '../../science/ace/potential.ts';
import { linearPotential } from '../../science/ace/potential.ts';
import { atomicNumber } from '../../science/elements.ts';
import type { Structure } from '../../science/structure.ts';
import type { Labelled } from './labelled-dataset.ts';

/** Fixed pseudo-random numbers from -0.5 to 0.5. */
export function randomStream(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647 - 0.5;
  };
}

const FCC = [0, 0, 0, 0, 0.5, 0.5, 0.5, 0, 0.5, 0.5, 0.5, 0];

/** A rattled fcc cell of four atoms of these symbols. */
export function rattledFcc(
  symbols: readonly [string, string, string, string],
  lattice: number,
  rattle: number,
  random: () => number,
): Structure {
  return {
    numbers: Int32Array.from(symbols, (symbol) => atomicNumber(symbol)!),
    positions: Float64Array.from(FCC, (x) => lattice * x + 2 * rattle * random()),
    cell: Float64Array.of(lattice, 0, 0, 0, lattice, 0, 0, 0, lattice),
    periodic: [true, true, true],
  };
}

/** A lone atom without a cell. */
export const loneAtom = (symbol: string): Structure => ({
  numbers: Int32Array.of(atomicNumber(symbol)!),
  positions: new Float64Array(3),
  cell: new Float64Array(9),
  periodic: [false, false, false],
});

/** A linear ACE potential that stands for nature. */
export function toyPotential(
  elements: readonly string[],
  e0: { readonly [symbol: string]: number },
  cutoff = 4,
  functionsPerElement = 12,
): AcePotential {
  const basis = buildAceBasis({ elements, cutoff, maxOrder: 3, functionsPerElement });
  const random = randomStream(5);
  const coefficients = Float64Array.from({ length: basis.functionCount }, () => 0.1 * random());
  return linearPotential(basis, coefficients, e0);
}

/** Labels structures with a potential. */
export function labelled(
  potential: AcePotential,
  structures: readonly Structure[],
  familyOf: (at: number) => string = (at) => `family ${at % 7}`,
): Labelled[] {
  const evaluator = prepareEvaluator(potential);
  return structures.map((structure, at) => {
    const { energy, forces } = evaluateAce(evaluator, structure);
    return { structure, energy, forces, family: familyOf(at) };
  });
}

/** Rattled copper cells, from compressed to expanded. */
export function copperCells(count: number, seed = 1): Structure[] {
  const random = randomStream(seed);
  return Array.from({ length: count }, (_, at) =>
    rattledFcc(['Cu', 'Cu', 'Cu', 'Cu'], 3.4 + (0.4 * at) / count, 0.15, random),
  );
}
