import type { Digest } from '../../base/digest.ts';
import type { State } from '../../cache/state.ts';
import { viewKey } from '../keys.ts';
import type { ValidInput, ValidNode } from '../pipeline.ts';
import { type Before, type NodeBefore, nodeAsBefore } from './before.ts';

type Source = ValidInput['sources'][number];

/** What came into an input before, as far as it can be told from what the workspace keeps. */
export type SourcesBefore =
  | { readonly kind: 'same' }
  | { readonly kind: 'other'; readonly sources: readonly Source[] }
  /** Nothing that is kept has the value that was read. */
  | { readonly kind: 'unknown' };

/** The outputs that every node had, and which of them are a given value. */
export interface OutputsBefore {
  outputsOf(node: string): Readonly<Record<string, Digest>> | undefined;
}

export function openOutputs(state: State, before: Before): OutputsBefore {
  const known = new Map<string, Readonly<Record<string, Digest>> | undefined>();
  const outputsOf = (node: string) => {
    if (!known.has(node)) {
      const was = before.get(node);
      known.set(node, was?.whole?.outputs ?? (was && state.actions.find(was.key)?.outputs));
    }
    return known.get(node);
  };
  return { outputsOf };
}

/**
 * The sources of an input before. Keys name values, not nodes: a source that gave the value that was
 * read counts as the one that was named, so an edge moved between equal values is no change.
 */
export function sourcesBefore(
  state: State,
  before: Before,
  outputs: OutputsBefore,
  node: ValidNode,
  was: NodeBefore,
  name: string,
): SourcesBefore {
  const read = was.parts.inputs[name] ?? [];
  const input = node.inputs.find((one) => one.name === name);
  const now = input?.sources ?? [];
  if (was.whole) {
    return compared(now, was.whole.node.inputs.find((one) => one.name === name)?.sources);
  }
  const seen = (digest: Digest | undefined): Digest | undefined =>
    digest && input?.view ? viewOf(state, nodeAsBefore(node, was), input.view, digest) : digest;
  const readFrom = ({ node: id, output }: Source) => seen(outputs.outputsOf(id)?.[output]);
  if (now.length === read.length && now.every((source, at) => readFrom(source) === read[at])) {
    return { kind: 'same' };
  }
  const found = read.map((digest, at) =>
    now[at] && readFrom(now[at]) === digest ? now[at] : sourceOf(before, outputs, seen, digest),
  );
  if (found.some((source) => source === undefined)) return { kind: 'unknown' };
  return { kind: 'other', sources: found as Source[] };
}

function compared(now: readonly Source[], before: readonly Source[] = []): SourcesBefore {
  const same = now.length === before.length && now.every((one, at) => sameSource(one, before[at]));
  return same ? { kind: 'same' } : { kind: 'other', sources: before };
}

const sameSource = (a: Source, b: Source | undefined): boolean =>
  a.node === b?.node && a.output === b.output;

/** The view of a value, where it was made. */
export function viewOf(
  state: State,
  node: ValidNode,
  view: NonNullable<ValidInput['view']>,
  digest: Digest,
): Digest | undefined {
  return state.actions.find(viewKey(node, view, digest).digest)?.outputs.view;
}

/** The first output that was, seen through the view, a given value. */
export function sourceOf(
  before: Before,
  { outputsOf }: OutputsBefore,
  seen: (digest: Digest) => Digest | undefined,
  value: Digest,
): Source | undefined {
  for (const node of before.keys()) {
    for (const [output, digest] of Object.entries(outputsOf(node) ?? {})) {
      if (seen(digest) === value) return { node, output };
    }
  }
  return undefined;
}
