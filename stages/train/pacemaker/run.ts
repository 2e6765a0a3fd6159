import { join } from 'node:path';
import { canonicalText } from '../../../base/canonical.ts';
import { fail, ok, type Result } from '../../../base/result.ts';
import type { Outputs, StageContext, StageFailure } from '../../../engine/stage.ts';
import { readTrainingData } from './data.ts';
import type { PacemakerHow, ResolvedPacemaker } from './resolved.ts';
import { fitReport } from './training-result.ts';
import { trouble } from './trouble.ts';
import { PacemakerWrapper } from './wrapper.ts';

/** Fits the dataset by pacemaker. */
export async function fitPacemaker(context: StageContext): Promise<Result<Outputs, StageFailure>> {
  const settings = context.with as unknown as ResolvedPacemaker;
  const how = context.how as unknown as PacemakerHow;
  const initial = initialPotential(context, settings);
  if (!initial.ok) return initial;
  const lab = {
    ...context,
    folder: join(context.scratch(), 'pacemaker'),
    checkpoint: context.checkpoint(),
  };
  const wrapper = new PacemakerWrapper({ settings, how, data: readTrainingData(context) }, lab);
  const trained = await wrapper.train(initial.value);
  if (!trained.ok) return trained;
  const { result, yace, basis, activeSet } = trained.value;
  return ok({
    potential: context.put(yace),
    fit: context.put(`${canonicalText(fitReport(result))}\n`),
    b_basis: context.put(basis),
    active_set: context.putFile(activeSet),
  });
}

/** The text of the potential to go on from: a file of the settings, or another fit's output. */
function initialPotential(
  context: StageContext,
  { initial_potential: file }: ResolvedPacemaker,
): Result<string | undefined, StageFailure> {
  const [input] = context.input('initial_potential');
  if (input !== undefined && file) {
    const message = 'there are two potentials to go on from: an input and a file of the settings';
    return fail(trouble('E0716', 'invalid', message));
  }
  const bytes = input === undefined ? file && context.readFile(file).bytes : context.read(input);
  return ok(bytes && Buffer.from(bytes).toString('utf8'));
}
