import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { suggestion } from '../base/suggest.ts';
import { type Collection, collect, planCollection } from '../cache/gc.ts';
import type { GcOptions } from '../cache/gc-plan.ts';
import { acquireLock } from '../cache/lock.ts';
import { openState } from '../cache/open.ts';
import type { State } from '../cache/state.ts';
import { gcWords } from '../report/cache.ts';
import { EXIT, type ExitCode, refusalCode } from './exit.ts';
import { parseAge, parseSize } from './quantity.ts';
import { sayDiagnostics } from './say.ts';
import { findWorkspace } from './workspace.ts';

export interface GcVerbOptions {
  readonly olderThan?: string;
  readonly maxSize?: string;
  /** Names of nodes, or `all`. */
  readonly labels: readonly string[];
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
  const asked = { ...limits, labels: labels.value };
  say(mode === 'write' ? collect(open, asked) : planCollection(open, asked), options);
  return EXIT.done;
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
  const known = [...new Set(state.recent.everywhere().map(({ node }) => node))].sort();
  const nodes = names.filter((name) => name !== 'all');
  const unknown = nodes.find((name) => !known.includes(name));
  if (unknown === undefined) return ok({ nodes, all: names.includes('all') });
  const hint = suggestion(unknown, known);
  const message = `no node \`${unknown}\` has finished in this workspace`;
  return fail(errorDiagnostic('E0906', message, hint ? { hint } : {}));
}

function say({ drop: _, orphans, ...plan }: Collection, { json, yes }: GcVerbOptions): void {
  const bytes = orphans.reduce((sum, one) => sum + one.bytes, 0);
  const report = { ...plan, orphans: { files: orphans.length, bytes } };
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
