import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import type { Digest } from '../base/digest.ts';
import { StateFailure } from './failure.ts';
import type { GcOptions } from './gc-options.ts';
import type { Inventory } from './inventory.ts';
import type { RecentKey } from './recent.ts';
import type { Closure, References } from './references.ts';
import type { State } from './state.ts';

/** What the last runs name: all of them, those of the nodes whose labels are given up, and the others. */
export interface Use {
  readonly all: Closure;
  readonly given: Closure;
  readonly others: Closure;
  /** What lists the labels of nodes that are gone: without it, they could not be given up by name. */
  readonly lists: readonly Digest[];
}

/**
 * Finds what is in use. Where that cannot be known, nothing may be given up for good: a damaged last key refuses every
 * collection, a damaged record or a node that has not ended refuses one of labels (E0704, E0927).
 */
export function useOf(
  state: State,
  inventory: Inventory,
  { closure }: References,
  options: GcOptions,
): Use {
  const { madeBeforeMs = Number.POSITIVE_INFINITY, labels, pipelines } = options;
  const everywhere = state.recent.everywhere();
  const damaged = state.damage().find(({ row }) => row === 'last key');
  if (damaged) throw new StateFailure(unknownUse(damaged.of));
  // A node that its pipeline has no more keeps nothing in use, but may be named still.
  const isGone = ({ pipeline, goneMs = Number.POSITIVE_INFINITY }: RecentKey): boolean =>
    pipelines?.has(pipeline) || goneMs < madeBeforeMs;
  const recent = everywhere.filter((one) => !isGone(one));
  const names = new Set(labels?.nodes.map(({ pipeline, node }) => `${node}\n${pipeline}`));
  const isGiven = ({ pipeline, node }: RecentKey) => names.has(`${node}\n${pipeline}`);
  const others = recent.filter((one) => !isGiven(one));
  if (names.size > 0 || labels?.all) {
    refuseUnknown(inventory, others);
    const known = new Set([
      ...(pipelines ?? []),
      ...(labels?.all ? [] : (labels?.nodes ?? []).map(({ pipeline }) => pipeline)),
    ]);
    refuseUnended(state, known);
  }
  const of = (nodes: readonly RecentKey[]): Closure => closure(nodes.map(({ key }) => key));
  return {
    all: of(recent),
    given: of(everywhere.filter(isGiven)),
    others: of(others),
    lists: everywhere.filter(isGone).flatMap(({ key }) => {
      const { items, contents } = inventory.records.get(key)?.record ?? {};
      return items === undefined || contents === undefined ? [] : [contents];
    }),
  };
}

/** Where it cannot be known what a node has in use, nothing of it may be given up. */
const unknownUse = (node: string): Diagnostic =>
  errorDiagnostic('E0704', `the last key of ${node} is damaged`, {
    hint: 'run that pipeline, which writes it anew; or `mlip-auto cache verify` forgets it',
  });

/** What a run has bought that did not end well is named by no set yet: it would look like what nobody needs. */
function refuseUnended({ runs }: State, known: ReadonlySet<string>): void {
  const seen = new Set(known);
  for (const { pipeline, summary } of runs.latest(Number.MAX_SAFE_INTEGER)) {
    if (seen.has(pipeline)) continue;
    seen.add(pipeline);
    const { ok = false } = summary === undefined ? {} : (JSON.parse(summary) as { ok?: boolean });
    if (ok) continue;
    const message = `labels are not given up while the last run of pipeline \`${pipeline}\` has not ended well: it may have bought some that no set names yet`;
    const hint = `run it to its end, or give up what the pipeline needs: \`--pipeline ${pipeline}\``;
    throw new StateFailure(errorDiagnostic('E0927', message, { hint }));
  }
}

/** Labels go only where it is known which of them others need. */
function refuseUnknown({ records, damaged }: Inventory, others: readonly RecentKey[]): void {
  const [broken] = damaged;
  if (broken) {
    const hint =
      'run the pipelines of this workspace, which make damaged records anew, or give them up: `mlip-auto cache gc --forget-damaged`';
    const message = `labels are not given up while a record is damaged (${broken.key}): it may name some of them`;
    throw new StateFailure(errorDiagnostic('E0927', message, { hint }));
  }
  const open = others.find(({ key }) => !records.has(key));
  if (!open) return;
  const { node, pipeline } = open;
  throw new StateFailure(
    errorDiagnostic(
      'E0927',
      `labels are not given up while \`${node}\` of pipeline \`${pipeline}\` has not ended: it may need some of them`,
      { hint: `run it first, or give up what the pipeline needs: \`--pipeline ${pipeline}\`` },
    ),
  );
}
