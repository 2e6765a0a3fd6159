import { canonicalText } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import { inOrder } from '../../base/in-order.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../engine/stage.ts';
import { missingElements } from '../../science/ace/potential.ts';
import { parseYace } from '../../science/ace/yace.ts';
import { readTrainingSet, type TrainingEntry } from '../../science/dataset.ts';
import { type Label, readLabel } from '../../science/label.ts';
import { readStructure, type Structure } from '../../science/structure.ts';
import type { Compared } from './compared.ts';
import { type EvaluateTask, type Prediction, TASKS } from './evaluate-task.ts';
import { brokenLimits } from './limits.ts';
import { type Metrics, metricsOf } from './metrics.ts';
import { metricsNotes } from './notes.ts';
import { parityOf } from './parity.ts';
import type { Settings } from './resolve.ts';

interface Sample {
  readonly entry: TrainingEntry;
  readonly structure: Structure;
  readonly label: Label;
}

/** Evaluates the exported potential on every labelled structure of the dataset. */
export async function validate(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const [dataset] = context.input('dataset');
  const [file] = context.input('potential');
  const yace = Buffer.from(context.read(file as Digest)).toString('utf8');
  const potential = parseYace(yace);
  if (!potential.ok) return fail({ class: 'invalid', ...potential.error });
  const samples = readTrainingSet(context.read(dataset as Digest)).entries.map((entry) => ({
    entry,
    structure: readStructure(context.read(entry.item)),
    label: readLabel(context.read(entry.label)),
  }));
  if (samples.length === 0) {
    return fail({ class: 'invalid', message: 'the dataset has no labelled structure' });
  }
  const missing = lacking(potential.value.elements, samples);
  if (missing) return fail(missing);
  const compared = await compare(context, yace, samples);
  const strange = compared.find(({ energy }) => !Number.isFinite(energy.predicted));
  if (strange) {
    const message = `the potential gives no finite energy for a structure of ${strange.group}`;
    return fail({ class: 'invalid', message });
  }
  const properties = await propertiesOf(context, yace, potential.value.elements);
  if (!properties.ok) return properties;
  const metrics: Metrics = { ...metricsOf(compared), ...properties.value };
  for (const note of metricsNotes(metrics)) context.note(note);
  const broken = brokenLimits(metrics, (context.with as Settings).limits);
  if (broken) return fail(broken);
  return ok({
    metrics: context.put(`${canonicalText(metrics)}\n`),
    parity: context.put(`${canonicalText(parityOf(compared))}\n`),
  });
}

async function propertiesOf(
  context: StageContext,
  yace: string,
  elements: readonly string[],
): Promise<Result<Pick<Metrics, 'crystals' | 'dimers'>, StageFailure>> {
  const settings = context.with as Settings;
  if (!settings.crystals && !settings.dimers) return ok({});
  const { crystalReports, dimerReports } = await import('./crystals.ts');
  const dimers = settings.dimers && (await dimerReports(context, yace));
  if (!settings.crystals) return ok({ ...(dimers && { dimers }) });
  const crystals = await crystalReports(context, { yace, elements }, settings);
  if (!crystals.ok) return crystals;
  return ok({ crystals: crystals.value, ...(dimers && { dimers }) });
}

function lacking(elements: readonly string[], samples: readonly Sample[]): StageFailure | null {
  for (const { entry, structure } of samples) {
    const missing = missingElements(elements, structure);
    if (missing.length === 0) continue;
    return {
      class: 'invalid',
      message: `the potential knows ${elements.join(', ')}, and the dataset has ${missing.join(', ')} (a structure of its ${entry.part} part, family ${entry.family})`,
      hint: 'train on structures with every element of the dataset',
    };
  }
  return null;
}

/** Atoms that one call of a worker takes at least. */
const BLOCK_ATOMS = 1000;

async function compare(
  context: StageContext,
  yace: string,
  samples: readonly Sample[],
): Promise<Compared[]> {
  const blocks = atomBlocks(samples);
  const compared: Compared[] = [];
  await inOrder(
    blocks,
    2 * context.workers,
    (block) => {
      const task: EvaluateTask = { yace, structures: block.map(({ structure }) => structure) };
      return context.compute<Prediction[]>({ module: TASKS, name: 'evaluate' }, task);
    },
    (predictions, at) => {
      blocks[at]!.forEach((sample, i) => {
        compared.push(comparison(sample, predictions[i]!));
      });
      context.progress(compared.length, samples.length, 'structures evaluated');
    },
  );
  return compared;
}

function atomBlocks(samples: readonly Sample[]): Sample[][] {
  const blocks: Sample[][] = [];
  let atoms = BLOCK_ATOMS;
  for (const sample of samples) {
    if (atoms >= BLOCK_ATOMS) {
      blocks.push([]);
      atoms = 0;
    }
    blocks.at(-1)!.push(sample);
    atoms += sample.structure.numbers.length;
  }
  return blocks;
}

const comparison = ({ entry, structure, label }: Sample, predicted: Prediction): Compared => ({
  part: entry.part,
  group: entry.group,
  numbers: structure.numbers,
  energy: { reference: label.freeEnergy, predicted: predicted.energy },
  forces: { ...(label.forces && { reference: label.forces }), predicted: predicted.forces },
});
