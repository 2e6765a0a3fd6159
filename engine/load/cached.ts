import type { Diagnostic } from '../../base/diagnostic.ts';
import { type Digest, digestValue } from '../../base/digest.ts';
import { ok, type Result } from '../../base/result.ts';
import type { State } from '../../cache/state.ts';
import type { ValidPipeline } from '../pipeline.ts';
import type { LoadRequest } from './request.ts';

/** What a command line asks to be loaded. */
export type Asked = Pick<LoadRequest, 'file' | 'overrides' | 'paramFiles'>;

/**
 * Loads a pipeline, from the parse cache where this build of the program has read the very same files
 * with the same overrides before: then neither the YAML nor the schemas nor the stages are touched.
 */
export async function loadCached(
  request: LoadRequest,
  state: State,
  build: string | undefined,
): Promise<Result<ValidPipeline, readonly Diagnostic[]>> {
  const key = build === undefined ? undefined : parseKey(request, build);
  const kept = key && state.parses.get(key);
  if (kept) {
    const pipeline = JSON.parse(kept) as ValidPipeline;
    if (unchanged(pipeline, request)) return ok(pipeline);
  }
  const { loadPipeline } = await import('./load-pipeline.ts');
  const loaded = await loadPipeline(request);
  if (loaded.ok) keepParse(request, state, build, loaded.value);
  return loaded;
}

/** Keeps a loaded pipeline for the next time; does nothing where the state is not to be written. */
export function keepParse(
  request: LoadRequest,
  state: State,
  build: string | undefined,
  pipeline: ValidPipeline,
): void {
  if (build === undefined || state.mode !== 'write') return;
  state.parses.set(parseKey(request, build), JSON.stringify(pipeline));
}

/** What is asked of loading, by this build: with the files that it reads, all that a parse depends on. */
export const parseKey = ({ file, overrides, paramFiles }: Asked, build: string): Digest =>
  digestValue('parse', 1, {
    build,
    file,
    overrides: overrides.map((one) => ({ ...one })),
    paramFiles,
  });

function unchanged(pipeline: ValidPipeline, { probe }: LoadRequest): boolean {
  return pipeline.files.every(({ path, digest }) => {
    const found = probe.digestFile(path);
    return found.ok && found.value === digest;
  });
}
