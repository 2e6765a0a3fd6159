import { neighbourList } from '../neighbours.ts';
import type { Structure } from '../structure.ts';
import { type BFunction, bFunctionsOf, termOf } from './b-function.ts';
import { fillComplex } from './channels.ts';
import { elementIndices } from './element-indices.ts';
import { type AceEvaluator, prepareEvaluator } from './evaluate.ts';
import { gatherNeighbours } from './evaluate-gather.ts';
import type { AceEmbedding, AcePotential } from './potential.ts';
import { fillProducts } from './products.ts';

/** The B functions of a potential, ready to be valued. Not shared between threads. */
export interface Projector {
  /** By central element, in the order of the values. */
  readonly functions: readonly (readonly BFunction[])[];
  readonly evaluator: AceEvaluator;
}

/** One density, so that a function has one weight a product. */
const PLAIN: AceEmbedding = {
  kind: 'FinnisSinclairShiftedScaled',
  densities: 1,
  parameters: [1, 1],
  coreCutoff: 100000,
  coreCutoffWidth: 250,
};

/** Prepares the B functions of a potential; undefined where one of its terms is no invariant. */
export function prepareProjector(
  potential: AcePotential,
  given?: readonly (readonly BFunction[])[],
): Projector | undefined {
  const functions = given ?? bFunctionsOf(potential);
  if (!functions) return undefined;
  const terms = functions.map((own) => own.map((f) => termOf(f, [1])!));
  const embeddings = functions.map(() => PLAIN);
  return {
    functions,
    evaluator: prepareEvaluator({ ...potential, embeddings, functions: terms }),
  };
}

/** The values of an atom's B functions, atom by atom; of each as many as its element has. */
export interface Projections {
  /** The place of each atom's element. */
  readonly species: Int32Array;
  readonly values: readonly Float64Array[];
}

/** The B functions of every atom. An element that the potential lacks is a bug and throws. */
export function projectAtoms(projector: Projector, structure: Structure): Projections {
  const { potential, cutoff, work } = projector.evaluator;
  const species = elementIndices(potential.elements, structure);
  const list = neighbourList(structure, cutoff);
  const values = Array.from(species, (central, i) => {
    gatherNeighbours(work, potential, list, species, i);
    fillComplex(work.plan.layout, work.channels, work.complex);
    const { products: table, coefficients } = work.plan.centres[central]!;
    const own = new Float64Array(table.count);
    for (let f = 0; f < table.count; f++) {
      fillProducts(table, f, work.complex, work.products);
      let sum = 0;
      for (let c = table.combos[f]!; c < table.combos[f + 1]!; c++) {
        sum += coefficients[c]! * work.products[c]!;
      }
      own[f] = sum;
    }
    return own;
  });
  return { species, values };
}
