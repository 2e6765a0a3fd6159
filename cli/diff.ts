import { ok } from '../base/result.ts';
import { baseline } from '../engine/explain/baseline.ts';
import { explain } from '../engine/explain/explanation.ts';
import { explanationLines } from '../engine/explain/lines.ts';
import type { ExitCode } from './exit.ts';
import { type ExplainOptions, explaining } from './explaining.ts';

/** `mlip-auto diff FILE`: what changed since the last run, by cause, and what each change costs. */
export function diff(file: string, options: ExplainOptions): Promise<ExitCode> {
  return explaining(file, options, async (planned) => {
    const { state, pipeline } = planned.opened;
    const before = baseline(state, pipeline.name);
    const explanation = await explain({ state, before, ...planned });
    return ok(explanationLines(explanation, 'the last run here'));
  });
}
