import type { CanonicalObject } from '../../base/canonical.ts';
import type { Digest } from '../../base/digest.ts';
import type { State } from '../../cache/state.ts';
import type { ValidNode } from '../pipeline.ts';
import type { Outputs } from '../stage.ts';

/** What a node's key says: the parts of its preimage. */
export interface NodeParts {
  readonly stage?: string;
  readonly code?: Digest;
  readonly backend: string;
  readonly version: number;
  readonly reading?: number;
  readonly with: CanonicalObject;
  readonly inputs: { readonly [input: string]: readonly Digest[] };
}

/** A node as it was: its key and what the key says. */
export interface NodeBefore {
  readonly key: Digest;
  readonly parts: NodeParts;
  /** Where a whole state of a pipeline is known: the node, with its edges, and what it made. */
  readonly whole?: { readonly node: ValidNode; readonly outputs: Outputs };
}

/** The nodes of a pipeline as they were, by id. */
export type Before = ReadonlyMap<string, NodeBefore>;

/** Reads what node keys say; a key whose preimage is not kept any more is left out. */
export function readBefore(state: State, keys: ReadonlyMap<string, Digest>): Before {
  const before = new Map<string, NodeBefore>();
  for (const [node, key] of keys) {
    const parts = readParts(state, key);
    if (parts) before.set(node, { key, parts });
  }
  return before;
}

function readParts(state: State, key: Digest): NodeParts | undefined {
  const read = state.objects.read(key);
  return read.ok ? partsOf(Buffer.from(read.value).toString('utf8')) : undefined;
}

/** The parts of a node key's preimage; `undefined` where the text is of another kind or version. */
export function partsOf(preimage: string): NodeParts | undefined {
  const [tag, version, parts] = JSON.parse(preimage) as [string, number, NodeParts];
  return tag === 'node' && version === 1 ? parts : undefined;
}

/** The parts of a node's key that do not depend on anything above it. */
export function ownParts(node: ValidNode): Omit<NodeParts, 'inputs'> {
  const { name, version, readingVersion } = node.backend;
  return {
    ...(node.module ? { code: node.module.code } : { stage: node.uses }),
    backend: name,
    version,
    ...(readingVersion === undefined ? {} : { reading: readingVersion }),
    with: node.with,
  };
}

/** A node with the settings, back end and code that it had; its edges are as they are now. */
export function nodeAsBefore(node: ValidNode, { parts }: NodeBefore): ValidNode {
  const { module: _now, ...rest } = node;
  const { stage, code, backend, version, reading } = parts;
  return {
    ...rest,
    uses: stage ?? node.uses,
    ...(code ? { module: { path: node.module?.path ?? node.uses, code } } : {}),
    backend: {
      name: backend,
      version,
      ...(reading === undefined ? {} : { readingVersion: reading }),
    },
    with: parts.with,
  };
}
