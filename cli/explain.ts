import { existsSync } from 'node:fs';
import { type Diagnostic, errorDiagnostic } from '../base/diagnostic.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { ExplainLine, ItemExplained } from '../engine/events.ts';
import { baseline } from '../engine/explain/baseline.ts';
import type { Before } from '../engine/explain/before.ts';
import { type Explanation, explain } from '../engine/explain/explanation.ts';
import { entriesOf, explainItem, findItem } from '../engine/explain/item.ts';
import { itemExplanation } from '../engine/explain/item-explanation.ts';
import { explanationLines } from '../engine/explain/lines.ts';
import { explainNode } from '../engine/explain/node.ts';
import { undo } from '../engine/explain/undo.ts';
import { namedNodes, unknownNode } from '../engine/node-names.ts';
import type { NodePlan } from '../engine/plan/plan.ts';
import type { ExitCode } from './exit.ts';
import { type ExplainOptions, explaining, type Priced } from './explaining.ts';

/** What `explain` compares with, in words. */
const LAST = 'the last run here';

/** `mlip-auto explain NODE [ITEM]`: what a node would make and why, by cause; or what is known of one item. */
export function explainVerb(
  node: string,
  item: string | undefined,
  options: ExplainOptions & { readonly file: string },
): Promise<ExitCode> {
  // `explain NODE p.yaml`, as `run p.yaml` is said: a pipeline that is there is no item.
  if (item && /\.ya?ml$/.test(item) && existsSync(item)) {
    return explainVerb(node, undefined, { ...options, file: item });
  }
  return explaining(options.file, options, async (planned) => {
    const ids = planned.opened.pipeline.nodes.map(({ id }) => id);
    const nodes = namedNodes(ids, node);
    if (nodes.length === 0) return fail([unknownNode('explain', node, ids)]);
    if (item !== undefined && nodes.length > 1) return fail([whichOf(node, nodes)]);
    const lines: ExplainLine[] = [];
    for (const id of nodes) {
      const own = await nodeLines(planned, id, item);
      if (!own.ok) return own;
      lines.push(...own.value);
    }
    return ok(lines);
  });
}

/** An item is one of one node. */
const whichOf = (name: string, nodes: readonly string[]): Diagnostic =>
  errorDiagnostic('E0923', `\`${name}\` is ${nodes.length} nodes: an item is one of one of them`, {
    hint: `mlip-auto explain '${nodes[0]}' ITEM`,
  });

async function nodeLines(
  planned: Priced,
  node: string,
  item: string | undefined,
): Promise<Result<readonly ExplainLine[], readonly Diagnostic[]>> {
  const { state, pipeline } = planned.opened;
  const before = baseline(state, pipeline.name, node);
  const explanation = await explain({ state, before, node, ...planned });
  if (item !== undefined) return itemLines(planned, explanation, before, node, item);
  const own = explainNode(state, explanation, before, node);
  return ok([own, ...explanationLines(explanation, LAST, planned.price)]);
}

async function itemLines(
  { opened, foresee, price }: Priced,
  explanation: Explanation,
  before: Before,
  node: string,
  wanted: string,
): Promise<Result<readonly ExplainLine[], readonly Diagnostic[]>> {
  const { state, pipeline } = opened;
  const planned = explanation.plan.nodes.find((one) => one.node.id === node) as NodePlan;
  const entries = entriesOf(state, planned);
  if (!entries) return fail([noItems(planned)]);
  const found = findItem(state, entries, wanted);
  if (!found.ok) {
    const { message, hint } = found.error;
    return fail([errorDiagnostic('E0923', `${node}: ${message}`, hint ? { hint } : {})]);
  }
  const then = undo(pipeline, explanation.edits);
  const undone = then && (await foresee(then));
  const line: ItemExplained = explainItem({ state, planned, before, undone }, found.value);
  const own = itemExplanation(explanation, found.value, line.before === line.key);
  const lines = explanationLines(own, LAST, price).map((one) =>
    one.type === 'explanation' && one.same ? { ...one, item: unchangedWords(line) } : one,
  );
  return ok([line, ...lines]);
}

/** What it means for an item that nothing in its key was changed. */
function unchangedWords({ state, before }: ItemExplained): string {
  const since = before === null ? `nothing above it changed since ${LAST}` : `as at ${LAST}`;
  const then = {
    known: 'its value is there and is used again',
    unread: 'what was calculated is there and is read again',
    stands: 'it failed, and is not tried again unasked (--retry-failed)',
    refused: 'its settings cannot be resolved',
    todo: 'no run has made it yet: one was stopped before it, met its budget, or failed at it',
  };
  return `${since}: ${then[state]}`;
}

function noItems({ node, state }: NodePlan): Diagnostic {
  const maybe = state === 'maybe' && node.kind === 'map';
  const message = maybe
    ? `the items of \`${node.id}\` are not known before what it needs has run`
    : `\`${node.id}\` is made as a whole: it has no items`;
  return errorDiagnostic('E0923', message, { hint: `mlip-auto explain ${node.id}` });
}
