import type { Digest } from '../../base/digest.ts';
import type { Standing } from '../../cache/standing.ts';
import type { State } from '../../cache/state.ts';
import { stoodInputs, stoodObjects, stoodPublished } from '../../cache/stood.ts';
import type { RunSummary } from '../events.ts';
import type { ValidNode, ValidPipeline } from '../pipeline.ts';
import { programMemo } from '../program-memo.ts';
import type { ProgramProbe } from '../program-probe.ts';
import type { Said } from './say-again.ts';

/**
 * What was said, with all that it was found from beside the index: what the parse read, and the outputs, in the
 * store and where they are published. `undefined` where a stamp is not known yet, or a program has to be asked.
 */
export function stoodFor(
  { index, folder }: State,
  workspace: string,
  { files, nodes, name: _, file: __, ...rest }: ValidPipeline,
  said: Said,
): Standing | undefined {
  // What a pipeline is made from beyond this must be among the files here, or an old answer may be said.
  rest satisfies Record<string, never>;
  STANDS_ON satisfies object;
  if (nodes.some(({ program }) => program?.fresh)) return undefined;
  const { outputs } = said.summary;
  const digestOf = (name: string): Digest =>
    (outputs[name] as RunSummary['outputs'][string]).digest;
  const wanted = nodes.flatMap(({ id, publish }) =>
    publish.map(({ output, path }) => ({ path, digest: digestOf(`${id}.${output}`) })),
  );
  const read = stoodInputs(index, files);
  const published = stoodPublished(index, workspace, wanted);
  if (!read || !published) return undefined;
  const objects = stoodObjects(index, folder, Object.keys(outputs).map(digestOf));
  const kept = {
    paths: [...objects.paths, ...published.paths],
    stamps: [...objects.stamps, ...published.stamps],
  };
  const programs = programsOf(nodes);
  const answer = JSON.stringify(programs.length > 0 ? { ...said, programs } : said);
  return { read, kept, answer };
}

/**
 * On what each part of a node stands. A new one does not compile until it is said: `parse`, where nothing but the
 * files that the pipeline was loaded from can change it.
 */
const STANDS_ON: { readonly [part in keyof Required<ValidNode>]: 'parse' | 'program' } = {
  ...{ id: 'parse', uses: 'parse', kind: 'parse', module: 'parse', backend: 'parse' },
  ...{ how: 'parse', notes: 'parse', cheap: 'parse', inputs: 'parse', outputs: 'parse' },
  ...{ needs: 'parse', publish: 'parse', conduct: 'parse', span: 'parse' },
  // The version of the program is in them.
  ...{ program: 'program', with: 'program' },
};

/** Each program whose version is in a key, and what the version stands on. */
function programsOf(nodes: readonly ValidNode[]): NonNullable<Said['programs']> {
  const found = new Map<string, ProgramProbe>();
  for (const { program } of nodes) if (program) found.set(JSON.stringify(program), program);
  return [...found.values()].map((probe) => ({ probe, memo: programMemo(probe) }));
}
