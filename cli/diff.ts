import type { Diagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { ExplainLine } from '../engine/events.ts';
import { baseline } from '../engine/explain/baseline.ts';
import { compare } from '../engine/explain/compare.ts';
import { explain } from '../engine/explain/explanation.ts';
import { explanationLines } from '../engine/explain/lines.ts';
import type { ExitCode } from './exit.ts';
import { type ExplainOptions, explaining, type Priced } from './explaining.ts';
import { openPipeline } from './open.ts';
import { quietSetting } from './quiet-setting.ts';
import { displayPath } from './say.ts';

/**
 * `mlip-auto diff FILE`: what changed since the last run, by cause, and what each change costs; with two
 * files, what the second would make beside the first; with `--run`, the same of two runs.
 */
export async function diff(
  first: string,
  second: string | undefined,
  options: ExplainOptions & { readonly run: boolean },
): Promise<ExitCode> {
  if (options.run) {
    return (await import('./diff-runs.ts')).diffRuns(first, second ?? 'last', options);
  }
  if (second !== undefined) {
    return explaining(second, options, (planned) => filesDiff(first, planned, options));
  }
  return explaining(first, options, async (planned) => ok(await sinceLastRun(planned)));
}

/** What changed since the last run of a pipeline here, as lines to print. */
export async function sinceLastRun(planned: Priced): Promise<readonly ExplainLine[]> {
  const { state, pipeline } = planned.opened;
  const before = baseline(state, pipeline.name);
  const explanation = await explain({ state, before, ...planned });
  return explanationLines(explanation, 'the last run here', planned.price);
}

async function filesDiff(
  file: string,
  { opened, setting, places }: Priced,
  options: ExplainOptions,
): Promise<Result<readonly ExplainLine[], readonly Diagnostic[]>> {
  const other = await openPipeline(file, options);
  if (!other.ok) return fail(other.error);
  const { setting: before, close } = quietSetting({ ...other.value, state: opened.state });
  try {
    const explanation = await compare({ before, now: setting, places });
    return ok(explanationLines(explanation, displayPath(other.value.pipeline.file)));
  } finally {
    await close();
    other.value.state.close();
  }
}
