import { strainStructure, VOIGT, voigtStrain } from '../strain.ts';
import type { Structure } from '../structure.ts';
import { askStress, type Model } from './model.ts';
import { relaxAtoms } from './relax.ts';

/** Strain by which the stress is differentiated: a central difference, far above rounding. */
const STRAIN = 1e-3;

/**
 * The elastic constants of a crystal at rest, eV/Å^3: 36, row-major in Voigt's order, symmetrised. From
 * stresses under plus and minus a strain of 0.001 (engineering shears), the atoms relaxed in each strained cell.
 */
export function elasticConstants(model: Model, crystal: Structure): Float64Array {
  const columns = VOIGT.map((component) => {
    const stressAt = (amplitude: number): Float64Array => {
      const strained = strainStructure(crystal, voigtStrain(component, amplitude));
      return askStress(model, relaxAtoms(model, strained).structure).stress;
    };
    const plus = stressAt(STRAIN);
    const minus = stressAt(-STRAIN);
    return plus.map((value, i) => (value - minus[i]!) / (2 * STRAIN));
  });
  return Float64Array.from({ length: 36 }, (_, at) => {
    const i = Math.floor(at / 6);
    const j = at % 6;
    return (columns[j]![i]! + columns[i]![j]!) / 2;
  });
}
