import type { Diagnostic } from '../../base/diagnostic.ts';
import { type Digest, digestValue } from '../../base/digest.ts';
import { ok, type Result } from '../../base/result.ts';
import type { State } from '../../cache/state.ts';
import type { SourceFile, ValidPipeline } from '../pipeline.ts';
import type { LoadRequest } from './request.ts';

/** What a command line asks to be loaded. */
export type Asked = Pick<LoadRequest, 'file' | 'overrides' | 'paramFiles'>;

/**
 * Loads a pipeline, from the parse cache where this build of the program has read the very same files
 * with the same overrides before: then neither the YAML nor the schemas nor the stages are touched. Where only files that
 * settings name have other bytes, the nodes that name them are resolved anew.
 */
export async function loadCached(
  request: LoadRequest,
  state: State,
  build: string | undefined,
): Promise<Result<ValidPipeline, readonly Diagnostic[]>> {
  const key = build === undefined ? undefined : parseKey(request, build);
  const kept = key && state.parses.get(key);
  const followed = kept && (await asFound(JSON.parse(kept) as ValidPipeline, request));
  if (followed) {
    if (followed.anew > MANY_ANEW) keepParse(request, state, build, followed.pipeline);
    return ok(followed.pipeline);
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

/** Of so many nodes that were resolved anew, the pipeline is kept as it is now. */
const MANY_ANEW = 100;

interface Followed {
  readonly pipeline: ValidPipeline;
  /** How many files have another digest. */
  readonly anew: number;
}

/** A pipeline that was read before, with the files as they are now; `undefined` where it has to be read again. */
async function asFound(
  pipeline: ValidPipeline,
  { probe, stages }: LoadRequest,
): Promise<Followed | undefined> {
  let anew = 0;
  const files: SourceFile[] = [];
  for (const [at, file] of pipeline.files.entries()) {
    const found = probe.digestFile(file.path);
    if (!found.ok) return undefined;
    const same = found.value === file.digest;
    if (!same && at < pipeline.read) return undefined;
    if (!same) anew += 1;
    files.push(same ? file : { path: file.path, digest: found.value });
  }
  if (anew === 0) return { pipeline, anew };
  const { followFiles } = await import('./follow-files.ts');
  const followed = await followFiles(pipeline, files, stages);
  return followed && { pipeline: followed, anew };
}
