import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { suggestion } from '../base/suggest.ts';
import { type Collection, collect, planCollection } from '../cache/gc.ts';
import type { GcOptions, NodeOf } from '../cache/gc-options.ts';
import { type Inventory, takeInventory } from '../cache/inventory.ts';
import { acquireLock } from '../cache/lock.ts';
import { lostPipelines } from '../cache/lost-pipelines.ts';
import { openState } from '../cache/open.ts';
import type { State } from '../cache/state.ts';
import { gcWords, type LostLine } from '../report/cache.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { parseAge, parseSize } from './quantity.ts';
import { displayPath, sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

export interface GcVerbOptions {
  readonly olderThan?: string;
  readonly maxSize?: string;
  /** Names of nodes, as `node` or `pipeline:node`, or `all`. */
  readonly labels: readonly string[];
  /** Names of pipelines, or `gone`. */
  readonly pipeline: readonly string[];
  readonly forgetDamaged: boolean;
  readonly yes: boolean;
  readonly json: boolean;
  readonly wait: boolean;
}

/**
 * `mlip-auto cache gc`: says what could go, by kind, with the price of making it again; with `--yes` it
 * goes, never during someone's run.
 */
export async function cacheGc(options: GcVerbOptions): Promise<ExitCode> {
  const limits = limitsOf(options);
  if (!limits.ok) return refuse([limits.error], options, EXIT.usage);
  const workspace = findWorkspace(process.cwd());
  if (!options.yes) return inState(workspace, 'read', options, limits.value);
  const lock = await acquireLock(workspace, { wait: options.wait });
  if (!lock.ok) {
    return refuse([lock.error], options, refusalCode([lock.error]));
  }
  using _held = lock.value;
  return inState(workspace, 'write', options, limits.value);
}

function inState(
  workspace: string,
  mode: 'read' | 'write',
  options: GcVerbOptions,
  limits: GcOptions,
): ExitCode {
  const state = openState(workspace, mode);
  if (!state.ok) return refuse([state.error], options, refusalCode([state.error]));
  using open = state.value;
  const labels = labelsOf(open, options.labels);
  if (!labels.ok) return refuse([labels.error], options, EXIT.usage);
  const pipelines = pipelinesOf(open, options.pipeline, limits);
  if (!pipelines.ok) return refuse([pipelines.error], options, EXIT.usage);
  const { forgetDamaged } = options;
  const asked = { ...limits, labels: labels.value, pipelines: pipelines.value, forgetDamaged };
  if (mode === 'write') say(collect(open, asked), [], options);
  else {
    const inventory = takeInventory(open);
    const plan = planCollection(open, asked, Date.now(), inventory);
    say(plan, lostWithPrice(open, asked, plan, inventory), options);
  }
  return EXIT.done;
}

/** The pipelines that nobody can run any more and that are not given up yet, each with what that would free besides. */
function lostWithPrice(
  state: State,
  asked: GcOptions,
  { freed }: Collection,
  inventory: Inventory,
): readonly LostLine[] {
  return lostPipelines(state).flatMap(({ pipeline, file, lastRunMs, renamed }) => {
    if (asked.pipelines?.has(pipeline)) return [];
    const pipelines = new Set([...(asked.pipelines ?? []), pipeline]);
    const more =
      planCollection(state, { ...asked, pipelines }, Date.now(), inventory).freed - freed;
    const line = { pipeline, file: displayPath(file), lastRunMs, freed: more };
    return more <= 0 ? [] : [renamed ? { ...line, renamed } : line];
  });
}

function limitsOf({ olderThan, maxSize }: GcVerbOptions): Result<GcOptions, Diagnostic> {
  const age = olderThan === undefined ? undefined : parseAge('--older-than', olderThan);
  if (age && !age.ok) return age;
  const size = maxSize === undefined ? undefined : parseSize('--max-size', maxSize);
  if (size && !size.ok) return size;
  return ok({
    ...(age ? { madeBeforeMs: Date.now() - age.value } : {}),
    ...(size ? { maxBytes: size.value } : {}),
  });
}

function labelsOf(
  state: State,
  names: readonly string[],
): Result<NonNullable<GcOptions['labels']>, Diagnostic> {
  const known = state.recent.everywhere();
  const nodes: NodeOf[] = [];
  for (const name of names) {
    if (name === 'all') continue;
    const found = known.filter(
      ({ pipeline, node }) => node === name || `${pipeline}:${node}` === name,
    );
    if (found.length === 0) return fail(unknownLabels(name, known));
    if (found.length > 1) return fail(whichLabels(name, found));
    nodes.push(...found);
  }
  return ok({ nodes, all: names.includes('all') });
}

function unknownLabels(name: string, known: readonly NodeOf[]): Diagnostic {
  const hint = suggestion(name, [...new Set(known.map(({ node }) => node))].sort());
  const message = `no node \`${name}\` has finished in this workspace`;
  return errorDiagnostic('E0906', message, hint ? { hint } : {});
}

/** Labels go by a name that means one node: others may have been named alike without a thought of this. */
function whichLabels(name: string, found: readonly NodeOf[]): Diagnostic {
  const full = found.map(({ pipeline, node }) => `${pipeline}:${node}`);
  const message = `\`${name}\` is a node of ${found.length} pipelines of this workspace`;
  const hint = `say of which: ${full.map((one) => `\`--labels ${one}\``).join(', ')}`;
  return errorDiagnostic('E0906', message, { hint });
}

/** The pipelines that are given up: by name, or all that nobody can run any more (and that last ran before the age given). */
function pipelinesOf(
  state: State,
  names: readonly string[],
  { madeBeforeMs = Number.POSITIVE_INFINITY }: GcOptions,
): Result<ReadonlySet<string>, Diagnostic> {
  if (names.length === 0) return ok(new Set());
  const known = [...new Set(state.recent.everywhere().map(({ pipeline }) => pipeline))].sort();
  const unknown = names.find((name) => name !== 'gone' && !known.includes(name));
  if (unknown !== undefined) {
    const hint = suggestion(unknown, known) ?? `there are ${known.join(', ') || 'none'}`;
    const message = `no pipeline \`${unknown}\` has run in this workspace`;
    return fail(errorDiagnostic('E0928', message, { hint }));
  }
  const lost = names.includes('gone') ? lostPipelines(state) : [];
  const old = lost.filter(({ lastRunMs }) => lastRunMs < madeBeforeMs);
  return ok(new Set([...names, ...old.map(({ pipeline }) => pipeline)]));
}

function say(
  { drop: _, orphans, ...plan }: Collection,
  pipelines: readonly LostLine[],
  { json, yes }: GcVerbOptions,
): void {
  const bytes = orphans.reduce((sum, one) => sum + one.bytes, 0);
  const report = { ...plan, orphans: { files: orphans.length, bytes }, pipelines };
  const words = json ? JSON.stringify({ type: 'gc', done: yes, ...report }) : gcWords(report, yes);
  process.stdout.write(`${words}\n`);
}

function refuse(
  diagnostics: readonly Diagnostic[],
  { json }: GcVerbOptions,
  exit: ExitCode,
): ExitCode {
  sayDiagnostics(diagnostics, json);
  return exit;
}
