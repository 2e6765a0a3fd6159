import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import type { Result } from '../../base/result.ts';
import { compileSchema, type Validate } from '../../schemas/validator.ts';
import type { ValidNode } from '../pipeline.ts';
import type { JsonSchema, SettingIssue, Stage } from '../stage.ts';
import { backendFaults } from '../stage-faults.ts';
import { closedTexts } from './closed-texts.ts';
import { emptyUnknownKeys } from './empty-keys.ts';
import type { Filled } from './expressions.ts';
import type { SettingFiles } from './files.ts';
import { meansWith } from './friendlier.ts';
import { isMap } from './params.ts';
import { refineProblem } from './refine.ts';
import type { Problem, Report } from './report.ts';
import { type ResolvedSettings, resolvedBy } from './resolved-settings.ts';
import { shapeProblems, withoutMisspelt } from './shape-problems.ts';
import type { UsedStage } from './stage-table.ts';

/** What a stage made of a node's settings, and which files they name. */
export type SettingsOfNode = ResolvedSettings & Pick<ValidNode, 'named'>;

/** Checks the settings of a node and has its stage resolve them; `undefined` where something was reported. */
export function resolveSettings(
  report: Report,
  filled: Filled,
  files: SettingFiles,
  id: string,
  words: { readonly [word: string]: unknown },
  { stage, module }: UsedStage,
): SettingsOfNode | undefined {
  const path = ['nodes', id, 'with'];
  const before = report.diagnostics.length;
  if (filled.absence(path) === 'reported') return undefined;
  const settings = words['with'] ?? {};
  if (!isMap(settings)) return undefined;
  const validate = validatorOf(stage.settings);
  const problems = [
    ...closedTexts(stage.settings, path, filled),
    ...shapeProblems(validate(settings), path),
    ...emptyUnknownKeys(stage.settings, path, filled.emptied(id)),
  ];
  for (const problem of withoutMisspelt(problems)) {
    const refined = isMisplaced(problem, words) ? undefined : refineProblem(problem, filled);
    if (refined) report.add(refined);
  }
  if (problems.length > 0 || report.diagnostics.length > before || filled.poisoned(id))
    return undefined;
  const keyed = files.replace(settings as CanonicalObject, stage.settings, path);
  if (!keyed) return undefined;
  const resolved = module ? guarded(stage, keyed.settings) : resolve(stage, keyed.settings);
  if (resolved.ok)
    return keyed.places.length > 0 ? { ...resolved.value, named: keyed } : resolved.value;
  for (const problem of resolved.error) {
    report.add({
      ...problem,
      ...refineProblem({ ...problem, path: [...path, ...problem.path] }, filled),
    });
  }
  return undefined;
}

/** A setting that is missing since it, or the whole of `with`, stands in the wrong place: reported there. */
const isMisplaced = (
  { code, key }: Problem,
  words: { readonly [word: string]: unknown },
): boolean =>
  code === 'E0204' &&
  (Object.hasOwn(words, key ?? '') || Object.keys(words).some((word) => meansWith(word)));

const validators = new WeakMap<JsonSchema, Validate>();

function validatorOf(schema: JsonSchema): Validate {
  let validate = validators.get(schema);
  if (!validate) {
    const compiled = compileSchema(schema);
    if (!compiled.ok) throw new Error(`internal error: a stage's settings: ${compiled.error}`);
    validate = compiled.value;
    validators.set(schema, validate);
  }
  return validate;
}

type Checked = Result<ResolvedSettings, readonly Problem[]>;

function resolve(stage: Stage, settings: Canonical): Checked {
  const resolved = resolvedBy(stage, settings);
  return resolved.ok ? resolved : { ok: false, error: resolved.error.map(issueProblem) };
}

const issueProblem = ({ path, message, hint }: SettingIssue): Problem => ({
  code: 'E0209',
  path,
  at: 'value',
  message,
  hint,
});

/** A user's code may do anything; what it does wrong is told, not thrown. */
function guarded(stage: Stage, settings: Canonical): Checked {
  const wrong = (message: string): Checked => {
    const hint = 'see docs/add-a-stage.md';
    return { ok: false, error: [{ code: 'E0406', path: [], at: 'key', message, hint }] };
  };
  try {
    const faults = backendFaults(stage.backend(settings), stage.kind);
    return faults.length > 0
      ? wrong(`stage \`${stage.name}\`: ${faults.join('; ')}`)
      : resolve(stage, settings);
  } catch (error) {
    return wrong(`stage \`${stage.name}\` throws on these settings: ${error}`);
  }
}
