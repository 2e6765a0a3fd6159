import type { Digest } from '../../base/digest.ts';
import type { Standing } from '../../cache/standing-form.ts';
import type { State } from '../../cache/state.ts';
import {
  type Before,
  stoodInputs,
  stoodObjects,
  stoodPublished,
  together,
} from '../../cache/stood.ts';
import { type ItemCounts, MANY_NODES, type RunSummary } from '../events.ts';
import type { SourceFile, ValidNode, ValidPipeline } from '../pipeline.ts';
import { programMemo } from '../program-memo.ts';
import type { ProgramProbe } from '../program-probe.ts';
import type { Brief, Said } from './say-again.ts';
import { summaryOfNext } from './summary.ts';

/** A run that ended well, and what it was about. */
export interface EndedRun {
  readonly state: State;
  readonly workspace: string;
  readonly pipeline: ValidPipeline;
  /** The config file as it was read. */
  readonly config: SourceFile | undefined;
  readonly summary: RunSummary;
  /** The answer that this run began with, and the nodes that it looked at; of the others nothing is asked. */
  readonly began?: { readonly before: Before; readonly looked: ReadonlySet<string> } | undefined;
}

/**
 * What the next run says if nothing happens, with all that it is found from beside the index: what the parse read, and the
 * outputs, in the store and where they are published. `undefined` where a stamp is not known yet, or a program has
 * to be asked.
 */
export function stoodFor(run: EndedRun): Standing | undefined {
  const { state, workspace, pipeline, config, summary, began } = run;
  const { files, nodes, read: sources, name: _, file: __, ...rest } = pipeline;
  // What a pipeline is made from beyond this must be among the files here, or an old answer may be said.
  rest satisfies Record<string, never>;
  STANDS_ON satisfies object;
  // What is damaged is said each time.
  if (state.damage().length > 0 || nodes.some(({ program }) => program?.fresh)) return undefined;
  const said = saidNext(run);
  if (!said) return undefined;
  const digestOf = (name: string): Digest =>
    (summary.outputs[name] as RunSummary['outputs'][string]).digest;
  const wanted = nodes.flatMap(({ id, publish }) =>
    publish.map(({ output, path }) => {
      const stood = began !== undefined && !began.looked.has(id);
      return { path, digest: digestOf(`${id}.${output}`), stood };
    }),
  );
  const own = config ? [config] : [];
  const all = [...files.slice(0, sources), ...own, ...files.slice(sources)];
  const read = stoodInputs(state, workspace, all, sources + own.length, began?.before);
  const published = stoodPublished(state, wanted, began?.before);
  if (!read || !published) return undefined;
  const made = Object.keys(summary.outputs).map(digestOf);
  const kept = together(stoodObjects(state, workspace, made), published);
  return { read, kept, brief: briefOf(said, wanted.length), answer: () => JSON.stringify(said) };
}

/** Of few nodes or files, of sets and of programs that are asked, all is needed. */
function briefOf({ nodes, items, programs }: Said, published: number): string {
  if (nodes.length <= MANY_NODES || programs || Object.keys(items).length > 0) return '';
  if (published > 0 && published <= MANY_NODES) return '';
  return JSON.stringify({ nodes: nodes.length, published } satisfies Brief);
}

function saidNext({ state, pipeline, summary }: EndedRun): Said | undefined {
  const { name, file, nodes } = pipeline;
  const items: { [node: string]: ItemCounts } = {};
  for (const { id, kind } of nodes) {
    if (kind !== 'map') continue;
    const key = state.recent.last(name, id);
    const record = key && state.actions.find(key);
    if (record?.items === undefined) return undefined;
    const { items: places, holes = 0 } = record;
    items[id] = { executed: 0, cached: places - holes, failed: holes, skipped: 0 };
  }
  const programs = programsOf(nodes);
  // While it ran, a program may have become another.
  if (programs.length > 0 && summary.nodes.executed > 0) return undefined;
  return {
    ...{ pipeline: name, file, nodes: nodes.map(({ id }) => id), items },
    summary: summaryOfNext(summary, nodes.length, Object.values(items)),
    ...(programs.length > 0 && { programs }),
  };
}

/**
 * On what each part of a node stands. A new one does not compile until it is said: `parse`, where nothing but the
 * files that the pipeline was loaded from can change it.
 */
const STANDS_ON: { readonly [part in keyof Required<ValidNode>]: 'parse' | 'program' } = {
  ...{ id: 'parse', uses: 'parse', kind: 'parse', module: 'parse', backend: 'parse' },
  ...{ how: 'parse', notes: 'parse', cheap: 'parse', inputs: 'parse', outputs: 'parse' },
  ...{ needs: 'parse', publish: 'parse', conduct: 'parse', span: 'parse', named: 'parse' },
  // The version of the program is in them.
  ...{ program: 'program', with: 'program' },
};

/** Each program whose version is in a key, and what the version stands on. */
function programsOf(nodes: readonly ValidNode[]): NonNullable<Said['programs']> {
  const found = new Map<string, ProgramProbe>();
  for (const { program } of nodes) if (program) found.set(JSON.stringify(program), program);
  return [...found.values()].map((probe) => ({ probe, memo: programMemo(probe) }));
}
