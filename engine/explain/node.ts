import type { Digest } from '../../base/digest.ts';
import { decodeSet, type SetEntry } from '../../base/item-set.ts';
import type { State } from '../../cache/state.ts';
import type { NodeExplained } from '../events.ts';
import type { NodePlan } from '../plan/plan.ts';
import { type Before, partsOf } from './before.ts';
import type { Edit } from './edit.ts';
import { changedInputs, type Explanation } from './explanation.ts';
import { editLine } from './lines.ts';
import { reachOf } from './reach.ts';

/** What is said of one node: its state, and which of its inputs are or may be other than before, and why. */
export function explainNode(
  state: State,
  { plan, edits }: Explanation,
  before: Before,
  id: string,
): NodeExplained {
  const planned = plan.nodes.find((one) => one.node.id === id) as NodePlan;
  const was = before.get(id);
  const reach = reachOf(plan.pipeline, edits);
  const changed = changedInputs(planned, before);
  const inputs = planned.node.inputs.flatMap(({ name, sources }) => {
    const certain = changed.includes(name);
    const own = edits.filter((edit) => touchesInput(edit, id, name));
    const above = sources.flatMap(({ node }) => reach(node));
    const because = [...new Set([...own, ...above])].map(editLine);
    if (!certain && (planned.state !== 'maybe' || because.length === 0)) return [];
    const items = certain
      ? setDelta(state, was?.parts.inputs[name], inputsOf(planned)[name])
      : undefined;
    return [{ name, certain, because, ...(items ? { items } : {}) }];
  });
  return {
    type: 'node-explained',
    node: id,
    stage: planned.node.uses,
    state: planned.state,
    key: planned.state === 'maybe' ? null : planned.key.digest,
    before: was?.key ?? null,
    reasons: planned.state === 'miss' && !was ? planned.reasons : [],
    inputs,
  };
}

const touchesInput = ({ kind, nodes, what }: Edit, id: string, name: string): boolean =>
  (kind === 'sources' || kind === 'result') &&
  nodes.includes(id) &&
  what.startsWith(`${id}.inputs.${name}`);

const inputsOf = (planned: NodePlan): Readonly<Record<string, readonly Digest[]>> =>
  planned.state === 'maybe' ? {} : (partsOf(planned.key.preimage)?.inputs ?? {});

/** What came into and went out of a set; `undefined` where the values are no sets, or are not kept. */
function setDelta(
  state: State,
  before: readonly Digest[] | undefined,
  now: readonly Digest[] | undefined,
): NonNullable<NodeExplained['inputs'][number]['items']> | undefined {
  const [old, current] = [entriesOf(state, before), entriesOf(state, now)];
  if (!old || !current) return undefined;
  const attributes = new Map(old.map((entry) => [entry.item, entry.attributes]));
  const items = new Set(current.map(({ item }) => item));
  const count = (test: (entry: SetEntry) => boolean): number => current.filter(test).length;
  return {
    added: count(({ item }) => !attributes.has(item)),
    removed: old.filter(({ item }) => !items.has(item)).length,
    renamed: count(
      (entry) => (attributes.get(entry.item) ?? entry.attributes) !== entry.attributes,
    ),
  };
}

function entriesOf(state: State, digests: readonly Digest[] = []): SetEntry[] | undefined {
  const entries: SetEntry[] = [];
  for (const digest of digests) {
    const read = state.objects.read(digest);
    if (!read.ok || Buffer.from(read.value.subarray(0, 9)).toString() !== 'mlip-set ') {
      return undefined;
    }
    entries.push(...decodeSet(read.value));
  }
  return entries;
}
