import type { Digest } from '../../base/digest.ts';
import type { Standing } from '../../cache/standing.ts';
import type { State } from '../../cache/state.ts';
import { stoodInputs, stoodObjects, stoodPublished } from '../../cache/stood.ts';
import type { RunSummary } from '../events.ts';
import type { ValidPipeline } from '../pipeline.ts';
import type { Said } from './say-again.ts';

/**
 * What was said, with all that it was found from beside the index: what the parse read, and the outputs, in the
 * store and where they are published. `undefined` where a stamp is not known yet.
 */
export function stoodFor(
  { index, folder }: State,
  workspace: string,
  { files, nodes, name: _, file: __, ...rest }: ValidPipeline,
  said: Said,
): Standing | undefined {
  // What a pipeline is made from beyond this must be among the files here, or an old answer may be said.
  rest satisfies Record<string, never>;
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
  return { read, kept, answer: JSON.stringify(said) };
}
