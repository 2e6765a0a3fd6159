import type { CanonicalObject } from '../../base/canonical.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StageContext, StageFailure } from '../../engine/stage.ts';
import { missingElements } from '../../science/ace/potential.ts';
import { compoundPrototype, decorated } from '../../science/compounds.ts';
import { parseStructures } from '../../science/formats/detect.ts';
import type { Structure } from '../../science/structure.ts';
import { type Deviations, deviationsOf } from './deviations.ts';
import {
  type CrystalAnswer,
  type CrystalTask,
  type dimerCurves,
  PROPERTY_TASKS,
} from './properties-task.ts';
import { type Values, valuesOf, withGiven } from './property-values.ts';
import type { Crystal, Settings } from './resolve.ts';

/** What is said of one crystal, in the metrics. */
export interface CrystalReport extends CanonicalObject {
  readonly potential: Values;
  /** The same by the reference, as far as there is one. */
  readonly reference: Values | null;
  readonly deviations: Deviations;
}

export interface Potential {
  readonly yace: string;
  readonly elements: readonly string[];
}

type Reports = { readonly [crystal: string]: CrystalReport };

/** The properties of every crystal by the potential and by its reference, side by side. */
export async function crystalReports(
  context: StageContext,
  potential: Potential,
  { crystals = [], properties = [], reference }: Settings,
): Promise<Result<Reports, StageFailure>> {
  const structures: Structure[] = [];
  for (const crystal of crystals) {
    const structure = structureOf(context, crystal, potential.elements);
    if (!structure.ok) return structure;
    structures.push(structure.value);
  }
  const ask = (model: CrystalTask['model'], crystal: Structure): Promise<CrystalAnswer> => {
    const task: CrystalTask = { model, crystal, properties };
    return context.compute({ module: PROPERTY_TASKS, name: 'crystalProperties' }, task);
  };
  const reports = await Promise.all(
    crystals.map(async (crystal, i): Promise<readonly [string, CrystalReport]> => {
      const [found, known] = await Promise.all([
        ask({ yace: potential.yace }, structures[i]!),
        reference && ask({ calculator: reference }, structures[i]!),
      ]);
      const own = valuesOf(found);
      const other = withGiven(known && valuesOf(known), crystal.reference);
      return [
        crystal.name,
        { potential: own, reference: other, deviations: deviationsOf(own, other) },
      ];
    }),
  );
  return ok(Object.fromEntries(reports));
}

function structureOf(
  context: StageContext,
  crystal: Crystal,
  elements: readonly string[],
): Result<Structure, StageFailure> {
  const structure =
    'file' in crystal
      ? ofFile(context, crystal)
      : ok(decorated(compoundPrototype(crystal.prototype), crystal.symbols, crystal.a));
  if (!structure.ok) return structure;
  const missing = missingElements(elements, structure.value);
  if (missing.length === 0) return structure;
  const message = `the crystal "${crystal.name}" has ${missing.join(', ')}, and the potential knows ${elements.join(', ')}`;
  return fail({ class: 'invalid', message });
}

function ofFile(
  context: StageContext,
  crystal: Extract<Crystal, { readonly file: unknown }>,
): Result<Structure, StageFailure> {
  const { bytes, name } = context.readFile(crystal.file);
  const found = parseStructures(bytes, name);
  if (!found.ok) {
    const { line, message } = found.error;
    return fail({ class: 'invalid', message: `${name}${line > 0 ? `:${line}` : ''}: ${message}` });
  }
  const [only, ...others] = found.value;
  const isCrystal = only?.structure.periodic.every((p) => p);
  if (!only || others.length > 0 || !isCrystal) {
    const message = `${name} has ${found.value.length === 1 ? 'no crystal: it is not periodic along all three vectors' : `${found.value.length} structures, and one crystal is asked for`}`;
    return fail({ class: 'invalid', message });
  }
  return ok(only.structure);
}

/** The dimer curves of a potential, each with its holes, or the words why there is none. */
export async function dimerReports(
  context: StageContext,
  yace: string,
): Promise<{ readonly [pair: string]: CanonicalObject }> {
  const curves = await context.compute<ReturnType<typeof dimerCurves>>(
    { module: PROPERTY_TASKS, name: 'dimerCurves' },
    { yace },
  );
  return Object.fromEntries(
    Object.entries(curves).map(([pair, curve]) => [
      pair,
      curve.ok
        ? {
            holes: curve.value.holes,
            distances_angstrom: curve.value.distances,
            energies_ev: curve.value.energies,
          }
        : { failed: curve.error },
    ]),
  );
}
