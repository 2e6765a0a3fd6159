import type { Canonical, CanonicalObject } from '../../base/canonical.ts';
import type { Span } from '../../base/diagnostic.ts';
import type { Digest } from '../../base/digest.ts';
import type { ValidInput, ValidNode } from '../pipeline.ts';
import { type SettingPath, withSetting } from './setting-changes.ts';

/**
 * What a change is: a setting or a param; the content of a file; a back end or stage exchanged; the
 * version of a back end or of its reading; a user stage's code; the sources of an input; a node new or
 * gone; the pipeline's first run; a result that came out otherwise, though its own key is the same.
 */
export type EditKind =
  | 'setting'
  | 'file'
  | 'backend'
  | 'version'
  | 'reading'
  | 'code'
  | 'sources'
  | 'node-added'
  | 'node-removed'
  | 'first-run'
  | 'result';

/** One change between two states of a pipeline: the smallest thing that can be undone on its own. */
export interface Edit {
  readonly kind: EditKind;
  /** What was changed: `labels.with.ecutwfc`, `params.cutoff`, `labels.inputs.structures`. */
  readonly what: string;
  /** What it was and is, in words; absent where `what` says it all. */
  readonly values?: { readonly before: string; readonly after: string };
  /** Where it stands in the YAML now. */
  readonly span?: Span;
  /** The nodes whose own keys it touches. */
  readonly nodes: readonly string[];
  /** How each of these nodes is put back; empty where only the world outside can put it back. */
  readonly undo: readonly Patch[];
}

/** One step of putting a node back. */
export type Patch = { readonly node: string } & (
  | { readonly part: 'setting'; readonly path: SettingPath; readonly value: Canonical | undefined }
  | { readonly part: 'all'; readonly as: ValidNode }
  | { readonly part: 'version'; readonly version: number }
  | { readonly part: 'reading'; readonly version: number | undefined }
  | { readonly part: 'code'; readonly code: Digest }
  | {
      readonly part: 'sources';
      readonly input: string;
      readonly sources: ValidInput['sources'];
    }
  | { readonly part: 'absent' }
  /** A node that is gone comes back, with the edges that it had. */
  | { readonly part: 'back'; readonly as: ValidNode }
);

const LONGEST = 48;

/** A value as an explanation shows it: on one line, cut where it is long. */
export function valueWords(value: Canonical | undefined): string {
  if (value === undefined) return 'absent';
  const text = typeof value === 'string' && value !== '' ? value : JSON.stringify(value);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST - 3)}...`;
}

/** A node with one step of an edit undone; `undefined` where the node is not there then. */
export function patched(node: ValidNode, patch: Patch): ValidNode | undefined {
  switch (patch.part) {
    case 'setting':
      return { ...node, with: withSetting(node.with, patch.path, patch.value) as CanonicalObject };
    case 'all':
      return { ...patch.as, inputs: node.inputs };
    case 'version':
      return { ...node, backend: { ...node.backend, version: patch.version } };
    case 'reading': {
      const { readingVersion: _now, ...backend } = node.backend;
      const reading = patch.version === undefined ? {} : { readingVersion: patch.version };
      return { ...node, backend: { ...backend, ...reading } };
    }
    case 'code':
      return node.module ? { ...node, module: { ...node.module, code: patch.code } } : node;
    case 'sources':
      return { ...node, inputs: rewired(node.inputs, patch.input, patch.sources) };
    case 'absent':
      return undefined;
    case 'back':
      return patch.as;
  }
}

function rewired(
  inputs: readonly ValidInput[],
  name: string,
  sources: ValidInput['sources'],
): readonly ValidInput[] {
  const others = inputs.filter((input) => input.name !== name);
  if (sources.length === 0) return others;
  const now = inputs.find((input) => input.name === name);
  return [...others, { ...now, name, sources }];
}
