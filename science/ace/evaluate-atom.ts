import { embed } from './embedding.ts';
import { coreEnergy } from './evaluate-core.ts';
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
  const { products: table, coefficients } = work.plan.centres[central]!;
  const { products, complex } = work;
  const embedding = potential.embeddings[central]!;
  const count = embedding.densities;
  const densities = new Float64Array(count);
  const slopes = new Float64Array(count);
  for (let f = 0; f < table.count; f++) fillProducts(table, f, complex, products);
  const combos = table.combos[table.count]!;
  for (let c = 0; c < combos; c++) {
    for (let p = 0; p < count; p++) {
      densities[p] = densities[p]! + coefficients[c * count + p]! * products[c]!;
    }
  }
  const embedded = embed(embedding, densities, slopes);
  const energy = coreEnergy(work.core, embedding, embedded);
  for (let c = 0; c < combos; c++) {
    let weight = 0;
    for (let p = 0; p < count; p++) weight += slopes[p]! * coefficients[c * count + p]!;
    products[c] = weight * work.core.share;
  }
  work.slopes.fill(0);
  for (let f = 0; f < table.count; f++) addDerivatives(table, f, products, complex, work.slopes);
  return energy + potential.e0[central]!;
}
