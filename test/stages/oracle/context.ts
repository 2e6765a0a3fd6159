import { compiledUrl } from '../../../base/compiled.ts';
import { type Digest, digestBytes } from '../../../base/digest.ts';
import type { ComputeTask, FileReference, ItemTask, StageContext } from '../../../engine/stage.ts';
import { type Structure, structureBytes } from '../../../science/structure.ts';

/**
 * A context that runs `compute` in this thread, on the compiled module as workers do, with what
 * goes in and out cloned as a message between threads would be. Files are told by their digest.
 */
export function computeContext(
  calls: ComputeTask[] = [],
  files: { readonly [digest: Digest]: Uint8Array } = {},
): StageContext {
  const compute = async <Out>(task: ComputeTask, payload: unknown): Promise<Out> => {
    calls.push(task);
    const module = (await import(compiledUrl(task.module))) as {
      [name: string]: (payload: unknown) => Out | Promise<Out>;
    };
    return structuredClone(await module[task.name]!(structuredClone(payload)));
  };
  const readFile = ({ file }: FileReference) => ({ bytes: files[file]!, name: 'given.file' });
  return {
    compute,
    readFile,
    workers: 1,
    signal: new AbortController().signal,
  } as unknown as StageContext;
}

/** The structure as the engine hands it to a calculation. */
export function itemTask(structure: Structure, settings: ItemTask['with']): ItemTask {
  const bytes = structureBytes(structure);
  return { item: digestBytes(bytes), bytes, with: settings };
}
