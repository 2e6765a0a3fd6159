import { userInfo } from 'node:os';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { ValidPipeline } from '../engine/pipeline.ts';
import { PLAIN, type RunChoice } from '../engine/run/choice.ts';
import { type Onlooker, type Opened, openPipeline, type Reading } from './open.ts';

/** The options that choose what a run is about; all may be left out. */
export interface ChoiceOptions {
  readonly until?: readonly string[];
  readonly from?: string;
  readonly force?: readonly string[];
  readonly retryFailed?: boolean;
  readonly accept?: readonly string[];
  readonly why?: string;
}

/** What a run is about: the part of the pipeline, and what is asked of it beyond. */
export interface Chosen {
  readonly part: ValidPipeline;
  readonly choice: RunChoice;
}

/** Reads a pipeline, and the choosing options against it; programs may be silent. Nothing is written. */
export async function openChosen(
  file: string,
  options: ChoiceOptions & Reading,
  onlooker: Onlooker = {},
): Promise<Result<Opened & Chosen, readonly Diagnostic[]>> {
  const read = await openPipeline(file, options, 'as-found', { ...onlooker, allowsSilent: true });
  if (!read.ok) return read;
  const chosen = await readChoice(read.value.pipeline, options);
  if (chosen.ok) return ok({ ...read.value, ...chosen.value });
  read.value.state.close();
  return chosen;
}

/** Reads the choosing options against a pipeline; without any, nothing is loaded for them. */
async function readChoice(
  pipeline: ValidPipeline,
  options: ChoiceOptions,
): Promise<Result<Chosen, readonly Diagnostic[]>> {
  const { until = [], from, force = [], accept = [], retryFailed = false, why } = options;
  if (!from && until.length + force.length + accept.length === 0) {
    return ok({ part: pipeline, choice: { ...PLAIN, retryFailed } });
  }
  const { selectNodes } = await import('../engine/select.ts');
  const { namedNodes, unknownNode } = await import('../engine/node-names.ts');
  const ids = pipeline.nodes.map(({ id }) => id);
  const wrong: Diagnostic[] = [];
  const meant = (option: string, names: readonly string[]): readonly string[] =>
    names.flatMap((name) => {
      const found = namedNodes(ids, name);
      if (found.length === 0) wrong.push(unknownNode(option, name, ids));
      return found;
    });
  const selection = {
    ...(until.length > 0 ? { until: meant('--until', until) } : {}),
    ...(from ? { from: meant('--from', [from]) } : {}),
  };
  const forced = meant('--force', force);
  const accepted = meant('--accept', accept);
  if (accept.length > 0 && !why) wrong.push(noReason(accept));
  if (wrong.length > 0) return fail(wrong);
  const { pipeline: part, frozen } = selectNodes(pipeline, selection);
  const waiver = why ? { waiver: { by: userInfo().username, why } } : {};
  const choice = {
    force: new Set(forced),
    frozen,
    retryFailed,
    accept: new Set(accepted),
    ...waiver,
  };
  return ok({ part, choice });
}

const noReason = (accept: readonly string[]): Diagnostic =>
  errorDiagnostic('E0907', `--accept ${accept.join(', ')} needs a reason`, {
    hint: 'add --why "...": it is recorded with your name',
  });
