import type { Diagnostic } from '../base/diagnostic.ts';
import type { Result } from '../base/result.ts';
import type { ExplainLine } from '../engine/events.ts';
import type { Price } from '../engine/explain/explanation.ts';
import { type Foresee, foreseer } from '../engine/explain/foresee.ts';
import { openPlaces, type Places } from '../engine/explain/places.ts';
import { pricer } from '../engine/explain/pricer.ts';
import type { Plan } from '../engine/plan/plan.ts';
import type { RunSetting } from '../engine/run/setting.ts';
import { renderExplanation } from '../report/explain.ts';
import { paint } from '../report/paint.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { type Opened, openPipeline, type Reading, writable } from './open.ts';
import { quietSetting } from './quiet-setting.ts';
import { displayPath, sayDiagnostics, wantsColor } from './say.ts';

export interface ExplainOptions extends Reading {
  readonly json: boolean;
  /** Hears of every file that loading looks at. */
  readonly seen?: (path: string) => void;
}

/** A pipeline that was read and planned, and how to plan it otherwise. */
export interface Planned {
  readonly opened: Opened;
  readonly plan: Plan;
  readonly foresee: Foresee;
  readonly places: Places;
  readonly setting: RunSetting;
}

/** With what it would cost. */
export interface Priced extends Planned {
  readonly price: Price;
}

/**
 * Reads and plans a pipeline, its cheap stages evaluated into the store, for `work` to look at. Nothing
 * else is written; it works during a run.
 */
export async function planning(
  file: string,
  options: ExplainOptions,
  work: (planned: Planned) => Promise<ExitCode>,
): Promise<ExitCode> {
  const read = await openPipeline(file, options, 'as-found', options);
  const opened = read.ok ? writable(read.value) : read;
  if (!opened.ok) return refuse(opened.error, options);
  const { setting, close } = quietSetting(opened.value);
  try {
    const { pipeline, request } = opened.value;
    const foresee = foreseer(setting);
    const plan = await foresee(pipeline);
    if (!plan) throw new Error('internal error: a valid pipeline cannot be planned');
    const places = openPlaces(request.probe, request.overrides);
    return await work({ opened: opened.value, plan, foresee, places, setting });
  } finally {
    await close();
    opened.value.state.close();
  }
}

/** {@link planning}, priced, and prints the lines that `work` has to say. */
export function explaining(
  file: string,
  options: ExplainOptions,
  work: (planned: Priced) => Promise<Result<readonly ExplainLine[], readonly Diagnostic[]>>,
): Promise<ExitCode> {
  return planning(file, options, async (planned) => {
    const price = await pricer(planned.plan, planned.setting);
    const lines = await work({ ...planned, price });
    if (!lines.ok) return refuse(lines.error, options);
    printLines(lines.value, options.json);
    return EXIT.done;
  });
}

/** Prints an explanation: for people, or one JSON object a line. */
export function printLines(lines: readonly ExplainLine[], json: boolean): void {
  const text = json
    ? lines.map((line) => JSON.stringify(line)).join('\n')
    : renderExplanation(lines, { paint: paint(wantsColor(process.stdout)), displayPath });
  process.stdout.write(`${text}\n`);
}

export function refuse(diagnostics: readonly Diagnostic[], { json }: ExplainOptions): ExitCode {
  sayDiagnostics(diagnostics, json);
  return refusalCode(diagnostics);
}
