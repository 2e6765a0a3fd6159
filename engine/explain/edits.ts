import type { State } from '../../cache/state.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import type { StageLoader } from '../plan/surroundings.ts';
import { type Before, type NodeBefore, nodeAsBefore, ownParts } from './before.ts';
import type { Edit, Patch } from './edit.ts';
import { goneNodes } from './gone.ts';
import type { Places } from './places.ts';
import { settingEdits } from './setting-edits.ts';
import { openOutputs, sourcesBefore } from './wiring.ts';

/** What finding edits looks at. */
export interface EditSearch {
  readonly state: State;
  readonly now: ValidPipeline;
  readonly before: Before;
  readonly places: Places;
  readonly load: StageLoader;
}

/**
 * Everything that was changed between two states of a pipeline, in the order of the file; what stands
 * nowhere in it comes last. A param that several nodes use, a version or a module is one edit.
 */
export async function findEdits(search: EditSearch): Promise<readonly Edit[]> {
  const { now, before } = search;
  if (before.size === 0) {
    const hasRun = search.state.runs.latest(MOST_RUNS).some((run) => run.pipeline === now.name);
    return [firstRun(now, hasRun)];
  }
  const known = now.nodes.flatMap((node): Known[] => {
    const was = before.get(node.id);
    return was ? [{ node, was }] : [];
  });
  const kept = known.filter(({ node, was }) => !exchanged(node, was));
  const edits = [
    ...now.nodes.filter(({ id }) => !before.has(id)).map(added),
    ...known
      .filter(({ node, was }) => exchanged(node, was))
      .map((one) => exchange(one, search.places)),
    ...settingEdits(now, kept, search.places),
    ...merged(kept.flatMap((one) => versionEdits(one))),
    ...(await wiringEdits(search, known)),
  ];
  return edits.sort((a, b) => place(a) - place(b));
}

/** How far back it is looked whether a pipeline has run. */
const MOST_RUNS = 100;

/** A node that was there before and is there now. */
export interface Known {
  readonly node: ValidNode;
  readonly was: NodeBefore;
}

const place = ({ span }: Edit): number => (span ? span.line * 1e5 + span.column : Infinity);

const firstRun = (now: ValidPipeline, hasRun: boolean): Edit => ({
  kind: 'first-run',
  what: hasRun
    ? `no node of the pipeline \`${now.name}\` has ended well in this workspace yet`
    : `the pipeline \`${now.name}\` has not run in this workspace before`,
  nodes: now.nodes.map(({ id }) => id),
  undo: now.nodes.map(({ id }) => ({ node: id, part: 'absent' })),
});

const added = (node: ValidNode): Edit => ({
  kind: 'node-added',
  what: `node \`${node.id}\` is new`,
  span: node.span,
  nodes: [node.id],
  undo: [{ node: node.id, part: 'absent' }],
});

/** Whether another stage or another back end stands there: then settings cannot be compared one by one. */
function exchanged(node: ValidNode, { parts }: NodeBefore): boolean {
  const own = ownParts(node);
  return (
    own.stage !== parts.stage ||
    own.backend !== parts.backend ||
    (own.code === undefined) !== (parts.code === undefined)
  );
}

function exchange({ node, was }: Known, places: Places): Edit {
  const stage = was.parts.stage ?? 'a stage of your own';
  const stages = stage !== (node.module ? 'a stage of your own' : node.uses);
  const span = places.word(node, stages ? ['uses'] : ['with']);
  const values = stages
    ? { before: stage, after: node.uses }
    : { before: was.parts.backend, after: node.backend.name };
  return {
    kind: 'backend',
    what: stages ? `${node.id}.uses` : `${node.id}: back end`,
    values,
    span,
    nodes: [node.id],
    undo: [{ node: node.id, part: 'all', as: nodeAsBefore(node, was) }],
  };
}

/** Edits of versions and code, each of one node; {@link merged} joins those that are one. */
function versionEdits({ node, was }: Known): Edit[] {
  const { backend, version, reading, code } = was.parts;
  const { readingVersion } = node.backend;
  const edits: Edit[] = [];
  const edit = (kind: Edit['kind'], what: string, patch: Patch, values?: Edit['values']): void => {
    edits.push({ kind, what, nodes: [node.id], undo: [patch], ...(values ? { values } : {}) });
  };
  if (code !== undefined && code !== node.module?.code) {
    edit('code', `code of ${node.uses}`, { node: node.id, part: 'code', code });
  }
  if (version !== node.backend.version) {
    const values = { before: String(version), after: String(node.backend.version) };
    const what = `version of \`${backend}\` (${node.uses})`;
    edit('version', what, { node: node.id, part: 'version', version }, values);
  }
  if (reading !== readingVersion) {
    const values = { before: words(reading), after: words(readingVersion) };
    const what = `version of the reading of \`${backend}\` (${node.uses})`;
    edit('reading', what, { node: node.id, part: 'reading', version: reading }, values);
  }
  return edits;
}

const words = (version: number | undefined): string => (version ?? 'none').toString();

/** Joins edits of several nodes that are one and the same thing outside. */
export function merged(edits: readonly Edit[]): Edit[] {
  const byWords = new Map<string, Edit>();
  for (const edit of edits) {
    const key = JSON.stringify([edit.kind, edit.what, edit.values]);
    const same = byWords.get(key);
    const joined = same && {
      ...same,
      nodes: [...new Set([...same.nodes, ...edit.nodes])],
      undo: [...same.undo, ...edit.undo],
    };
    byWords.set(key, joined ?? edit);
  }
  return [...byWords.values()];
}

/** Edges that lead elsewhere now, and the nodes that they came from where those are gone. */
async function wiringEdits(search: EditSearch, known: readonly Known[]): Promise<Edit[]> {
  const { state, now, before, places } = search;
  const outputs = openOutputs(state, before);
  const here = new Set(now.nodes.map(({ id }) => id));
  const edits: Edit[] = [];
  const gone = new Set(
    [...before].flatMap(([id, { whole }]) => (whole && !here.has(id) ? [id] : [])),
  );
  for (const { node, was } of known) {
    const names = new Set([
      ...node.inputs.map(({ name }) => name),
      ...Object.keys(was.parts.inputs),
      ...(was.whole?.node.inputs.map((input) => input.name) ?? []),
    ]);
    for (const name of names) {
      const found = sourcesBefore(state, before, outputs, node, was, name);
      if (found.kind !== 'other') continue;
      const { sources } = found;
      for (const source of sources) if (!here.has(source.node)) gone.add(source.node);
      const nowSources = node.inputs.find((input) => input.name === name)?.sources ?? [];
      edits.push({
        kind: 'sources',
        what: `${node.id}.inputs.${name}`,
        values: { before: sourceWords(sources), after: sourceWords(nowSources) },
        span: places.word(node, ['inputs', name]),
        nodes: [node.id],
        undo: [{ node: node.id, part: 'sources', input: name, sources }],
      });
    }
  }
  const removed = await goneNodes({ ...search, outputs }, gone);
  return [...edits, ...removed.map(removal)];
}

const removal = (node: ValidNode): Edit => ({
  kind: 'node-removed',
  what: `node \`${node.id}\` is gone`,
  nodes: [node.id],
  undo: [{ node: node.id, part: 'back', as: node }],
});

const sourceWords = (sources: ValidNode['inputs'][number]['sources']): string => {
  const list = sources.map(({ node, output }) => `${node}.${output}`);
  return list.length === 1
    ? (list[0] as string)
    : list.length === 0
      ? 'none'
      : `[${list.join(', ')}]`;
};
