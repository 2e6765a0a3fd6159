import { loadPipeline } from '../../../engine/load/load-pipeline.ts';
import type { ValidNode } from '../../../engine/pipeline.ts';
import { memoryProbe, toyStages } from '../../support/toy-stages.ts';

/** The first lines of every pipeline. */
export const HEAD = 'version: 1\nname: p\n';

const FILE = '/lab/p.yaml';

/** Loads a text with the toy stages. */
export const loadText = (text: string) =>
  loadPipeline({
    file: FILE,
    overrides: [],
    stages: toyStages,
    probe: memoryProbe({ [FILE]: text }),
  });

/** The nodes of a pipeline that is right. */
export async function nodesOf(text: string): Promise<readonly ValidNode[]> {
  const loaded = await loadText(text);
  if (!loaded.ok)
    throw new Error(loaded.error.map((one) => `${one.code} ${one.message}`).join('\n'));
  return loaded.value.nodes;
}

/** `CODE line:column message` of each diagnostic. */
export async function faults(text: string): Promise<string[]> {
  const loaded = await loadText(text);
  return loaded.ok
    ? []
    : loaded.error.map(
        ({ code, message, span }) => `${code} ${span?.line}:${span?.column} ${message}`,
      );
}
