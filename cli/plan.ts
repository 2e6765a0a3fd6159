import { availableParallelism } from 'node:os';
import type { RunSummary } from '../engine/events.ts';
import { decide } from '../engine/plan/decide.ts';
import { look } from '../engine/plan/look.ts';
import type { HitPlan, MissPlan, SourceDigests } from '../engine/plan/plan.ts';
import { planEvents, planSummary } from '../engine/plan/summary.ts';
import type { Surroundings } from '../engine/plan/surroundings.ts';
import { pricePlan } from '../engine/price/price.ts';
import { pricedEvents, pricedSummary } from '../engine/price/said.ts';
import { execute } from '../engine/run/execute.ts';
import { renderPlan } from '../report/plan.ts';
import { renderPrice } from '../report/price.ts';
import { jobsOf, parseJobs } from './args.ts';
import { type ChoiceOptions, type Chosen, openChosen } from './choice.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { leftFrozen } from './left-frozen.ts';
import { loaderOf, type Opened, type Reading, silentIn, writable } from './open.ts';
import { profileEvent, profileWords } from './profile-words.ts';
import { quietSetting } from './quiet-setting.ts';
import { sayDiagnostics } from './say.ts';

/**
 * `mlip-auto plan FILE`: what a run would do, and why. Cheap pure stages are evaluated into the store,
 * so that items can be counted; nothing else is written. Works during a run.
 */
export async function plan(
  file: string,
  options: ChoiceOptions & Reading & { readonly json: boolean; readonly jobs?: string },
): Promise<ExitCode> {
  const jobs = parseJobs(options.jobs);
  if (!jobs.ok) {
    sayDiagnostics(jobs.error, options.json);
    return EXIT.usage;
  }
  const read = await openChosen(file, options);
  const opened = read.ok ? writable(read.value) : read;
  if (!opened.ok) {
    sayDiagnostics(opened.error, options.json);
    return refusalCode(opened.error);
  }
  const silent = await silentIn(opened.value.part);
  sayDiagnostics(silent, options.json);
  const summary = await planOpened(opened.value, jobsOf(options.jobs, opened.value), options.json);
  if (silent.length > 0) return refusalCode(silent);
  return summary.ok ? EXIT.done : EXIT.failed;
}

async function planOpened(
  opened: Opened & Chosen,
  jobs: number,
  json: boolean,
): Promise<RunSummary> {
  const { part: pipeline, choice, state, request } = opened;
  const { force, retryFailed, frozen } = choice;
  const load = loaderOf(request);
  const around = { state, pipeline: pipeline.name, load, deep: false, force, retryFailed };
  const started = performance.now();
  try {
    const { plan: whole } = await look(pipeline, around, (miss, sources) =>
      miss.node.cheap && !force.has(miss.node.id) && !frozen.has(miss.node.id)
        ? evaluate(opened, around, miss, sources)
        : Promise.resolve(miss),
    );
    const { plan: made, skipped, notes } = leftFrozen(whole, frozen);
    const lanes = Math.min(jobs, availableParallelism());
    const price = await pricePlan(made, { state, load, lanes });
    const events = pricedEvents(planEvents(made), price);
    const seconds = (performance.now() - started) / 1000;
    const summary = cut(pricedSummary(planSummary(made, seconds), price), skipped);
    const { site } = opened;
    const lines = json
      ? [...(site ? [profileEvent(site)] : []), ...events, ...notes, summary].map((one) =>
          JSON.stringify(one),
        )
      : [
          ...(site ? [profileWords(site), ''] : []),
          renderPlan(events, summary),
          ...renderPrice(events, summary, lanes),
          ...notes.flatMap(({ text }) => ['', text]),
        ];
    process.stdout.write(`${lines.join('\n')}\n`);
    return summary;
  } finally {
    state.close();
  }
}

/** A run of a part ends as failed where something that it needs is left out of date. */
const cut = <S extends RunSummary>(summary: S, skipped: number): S =>
  skipped === 0
    ? summary
    : {
        ...summary,
        ok: false,
        nodes: { ...summary.nodes, skipped: summary.nodes.skipped + skipped },
      };

/** Does the work of a cheap stage now; where it fails, it stays a miss and the run will say why. */
async function evaluate(
  opened: Opened,
  around: Surroundings,
  miss: MissPlan,
  sources: SourceDigests,
): Promise<HitPlan | MissPlan> {
  const quiet = quietSetting(opened);
  try {
    const { result } = await execute(quiet.setting, around, miss, sources);
    return result.ok ? await decide(around, miss.node, sources) : miss;
  } finally {
    await quiet.close();
  }
}
