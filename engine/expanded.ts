import { dirname, relative } from 'node:path';
import type { Canonical } from '../base/canonical.ts';
import { yamlText } from './document/yaml.ts';
import type { Resources, ValidNode, ValidPipeline } from './pipeline.ts';

/** A node as it will run: nothing is left to be filled in. */
export type ExpandedNode = { readonly [word: string]: unknown };

/**
 * The nodes of a pipeline as they will run, in the order in which they can: matrices, included files and
 * pipelines that are nodes written out, expressions replaced, settings as they are in keys (defaults
 * filled in, a file as its path from the pipeline's folder).
 */
export function expandedNodes(pipeline: ValidPipeline): ReadonlyMap<string, ExpandedNode> {
  const paths = new Map(
    pipeline.files.map(({ path, digest }) => [
      digest as string,
      relative(dirname(pipeline.file), path),
    ]),
  );
  return new Map(pipeline.nodes.map((node) => [node.id, expanded(node, paths)]));
}

/** {@link expandedNodes} as YAML. */
export function expandedText(pipeline: ValidPipeline): string {
  const nodes = Object.fromEntries(expandedNodes(pipeline));
  return yamlText({ version: 1, name: pipeline.name, nodes });
}

function expanded(node: ValidNode, paths: ReadonlyMap<string, string>): ExpandedNode {
  const { uses, inputs, needs, publish, conduct } = node;
  const { attempts, growth, timeoutSeconds, resources, allowMissing } = conduct;
  const sources = inputs.map(({ name, sources }): [string, string | string[]] => {
    const names = sources.map((source) => `${source.node}.${source.output}`);
    return [name, names.length === 1 ? (names[0] as string) : names];
  });
  return {
    uses,
    with: named(node.with, paths),
    ...(sources.length > 0 && { inputs: Object.fromEntries(sources) }),
    ...(needs.length > 0 && { needs }),
    ...(publish.length > 0 && {
      publish: Object.fromEntries(publish.map(({ output, path }) => [output, path])),
    }),
    ...(attempts > 1 && { retry: { attempts, ...(growth !== 1 && { grow: growth }) } }),
    ...(timeoutSeconds !== undefined && { timeout: `${timeoutSeconds}s` }),
    ...(resources && { resources: writtenResources(resources) }),
    ...(allowMissing && {
      allow_missing: 'count' in allowMissing ? allowMissing.count : `${allowMissing.share * 100}%`,
    }),
  };
}

const writtenResources = ({ cores, memory, timeSeconds }: Resources): ExpandedNode => ({
  ...(cores !== undefined && { cores }),
  ...(memory !== undefined && { memory }),
  ...(timeSeconds !== undefined && { time: `${timeSeconds}s` }),
});

/** A value with each file as its path. */
function named(value: Canonical | undefined, paths: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((one) => named(one, paths));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== undefined && one !== null);
  const [only] = entries;
  if (entries.length === 1 && only?.[0] === 'file' && paths.has(String(only[1]))) {
    return paths.get(String(only[1]));
  }
  return Object.fromEntries(entries.map(([key, one]) => [key, named(one as Canonical, paths)]));
}
