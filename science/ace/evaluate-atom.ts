import { embed } from './embedding.ts';
import { coreEnergy } from './evaluate-core.ts';
import type { EvaluatorCentre } from './evaluator-plan.ts';
import type { EvaluatorWorkspace } from './evaluator-workspace.ts';
import type { AcePotential } from './potential.ts';
import { addDerivatives, fillProducts } from './products.ts';

/**
 * The energy of the atom whose channels are in `work`, eV; its derivatives by the channels go to
 * `work.slopes`.
 */
export function atomEnergy(
  work: EvaluatorWorkspace,
  potential: AcePotential,
  central: number,
): number {
  const centre = work.plan.centres[central]!;
  const embedding = potential.embeddings[central]!;
  const densities = new Float64Array(embedding.densities);
  const weights = new Float64Array(embedding.densities);
  work.slopes.fill(0);
  const single = embedding.densities === 1;
  // one density: its derivatives come with its value, and only have to be scaled afterwards
  if (single) densities[0] = sumDerivatives(work, centre, centre.coefficients);
  else sumDensities(work, centre, densities);
  const embedded = embed(embedding, densities, weights);
  const energy = coreEnergy(work.core, embedding, embedded);
  if (single) scale(work.slopes, weights[0]! * work.core.share);
  else {
    combineDensities(work, centre, weights);
    sumDerivatives(work, centre, work.products);
  }
  return energy + potential.e0[central]!;
}

/** The sum of all functions with these weights, one a combination; its derivatives are added to the slopes. */
function sumDerivatives(
  work: EvaluatorWorkspace,
  { products }: EvaluatorCentre,
  weights: Float64Array,
): number {
  let sum = 0;
  for (let f = 0; f < products.count; f++) {
    sum += addDerivatives(products, f, weights, work.complex, work.slopes);
  }
  return sum;
}

function sumDensities(
  work: EvaluatorWorkspace,
  { products: table, coefficients }: EvaluatorCentre,
  densities: Float64Array,
): void {
  const { products, complex } = work;
  const count = densities.length;
  for (let f = 0; f < table.count; f++) fillProducts(table, f, complex, products);
  for (let c = 0; c < table.combos[table.count]!; c++) {
    for (let p = 0; p < count; p++) {
      densities[p] = densities[p]! + coefficients[c * count + p]! * products[c]!;
    }
  }
}

/** Leaves in `work.products` what each combination is worth in energy. */
function combineDensities(
  work: EvaluatorWorkspace,
  { products: table, coefficients }: EvaluatorCentre,
  weights: Float64Array,
): void {
  const count = weights.length;
  for (let c = 0; c < table.combos[table.count]!; c++) {
    let weight = 0;
    for (let p = 0; p < count; p++) weight += weights[p]! * coefficients[c * count + p]!;
    work.products[c] = weight * work.core.share;
  }
}

function scale(values: Float64Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor;
}
