import type { Canonical } from '../../base/canonical.ts';
import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { type Entry, keyText } from './document.ts';
import type { SourceText } from './source-text.ts';
import { isAlias, isMap, isScalar, isSeq, type Node, type Scalar } from './yaml.ts';

/** The deepest nesting that is read; a pipeline has about eight. */
const MAX_DEPTH = 64;

/** What a syntax tree holds. A repeated key is a diagnostic and its first value stays. */
export interface TreeValue {
  readonly value: Canonical;
  readonly diagnostics: readonly Diagnostic[];
  /** Something was left out of the value, so that checking it would only lead astray. */
  readonly partial: boolean;
}

interface Walk {
  readonly source: SourceText;
  readonly diagnostics: Diagnostic[];
  partial: boolean;
}

/** Makes the plain value of a syntax tree: keys are the words as written, no aliases, no tags. */
export function treeValue(source: SourceText, root: Node | null): TreeValue {
  const walk: Walk = { source, diagnostics: [], partial: false };
  const value = nodeValue(walk, root, 0);
  return { value, diagnostics: walk.diagnostics, partial: walk.partial };
}

function refuse(
  walk: Walk,
  code: Diagnostic['code'],
  message: string,
  node: Node,
  hint: string,
): null {
  const [start, end] = node.range ?? [0, 0];
  walk.partial = true;
  walk.diagnostics.push(
    errorDiagnostic(code, message, { span: walk.source.span(start, end - start), hint }),
  );
  return null;
}

function nodeValue(walk: Walk, node: Node | null, depth: number): Canonical {
  if (node === null) return null;
  if (isAlias(node)) {
    const hint = `aliases are not used here: quote a text that begins with \`*\`, and share values through \`params\``;
    return refuse(walk, 'E0112', `\`*${node.source}\` is a YAML alias`, node, hint);
  }
  if (node.tag !== undefined) {
    const hint = 'take the tag away; quote a text that begins with `!`';
    return refuse(walk, 'E0112', `\`${shortTag(node.tag)}\` is a YAML tag`, node, hint);
  }
  if (!isMap(node) && !isSeq(node) && !isScalar(node)) return null;
  if (node.anchor !== undefined) {
    const hint =
      'anchors are not used here: quote a text that begins with `&`, and share values through `params`';
    return refuse(walk, 'E0112', `\`&${node.anchor}\` is a YAML anchor`, node, hint);
  }
  if (isScalar(node)) return scalarValue(walk, node);
  if (depth >= MAX_DEPTH) {
    const hint = 'check the brackets and the indentation';
    return refuse(walk, 'E0115', `this is nested more than ${MAX_DEPTH} deep`, node, hint);
  }
  if (isSeq(node)) return node.items.map((item) => nodeValue(walk, item as Node, depth + 1));
  return mapValue(walk, node.items as Entry[], depth);
}

const shortTag = (tag: string): string => tag.replace('tag:yaml.org,2002:', '!!');

function scalarValue(walk: Walk, node: Scalar): Canonical {
  const { value, source } = node;
  if (typeof value !== 'number') return value as Canonical;
  if (!Number.isFinite(value)) {
    const hint = 'write a finite number, or quote it if it is text';
    return refuse(walk, 'E0114', `${source} is not a finite number`, node, hint);
  }
  if (Number.isInteger(value) && !Number.isSafeInteger(value) && /^[-+]?\d+$/.test(source ?? '')) {
    const message = `${source} is too large to be kept exactly`;
    const hint = `the largest whole number is ${Number.MAX_SAFE_INTEGER}; quote it if it is text`;
    return refuse(walk, 'E0114', message, node, hint);
  }
  return value;
}

function mapValue(walk: Walk, entries: readonly Entry[], depth: number): Canonical {
  const value: Record<string, Canonical> = {};
  const seen = new Map<string, Node>();
  for (const { key, value: child } of entries) {
    const text = keyText(key);
    if (text === undefined || text === '__proto__') {
      refuseKey(walk, key, text);
      continue;
    }
    const first = seen.get(text);
    if (first) {
      repeated(walk, text, key, first);
      continue;
    }
    seen.set(text, key);
    value[text] = nodeValue(walk, child, depth + 1);
  }
  return value;
}

function refuseKey(walk: Walk, key: Node, text: string | undefined): void {
  const range = key.range ?? [0, 0];
  const expression = walk.source.text.slice(Math.max(0, range[0] - 3), range[1]).includes('{{');
  if (text !== undefined) {
    refuse(walk, 'E0113', `\`${text}\` cannot be a key`, key, 'choose another word');
  } else if (expression || /params\./.test(walk.source.text.slice(range[0], range[1]))) {
    const hint = `write it in quotes and with a dollar sign: "\${{ params.x }}"`;
    refuse(walk, 'E0118', 'this looks like an expression, and reads as a map', key, hint);
  } else {
    const hint = 'a key is one word followed by `: `; quote a text that has brackets or braces';
    refuse(walk, 'E0113', 'a key must be a word, not a list, a map or nothing', key, hint);
  }
}

function repeated(walk: Walk, text: string, key: Node, first: Node): void {
  const place = ({ range }: Node) =>
    walk.source.span(range?.[0] ?? 0, (range?.[1] ?? 0) - (range?.[0] ?? 0));
  walk.diagnostics.push(
    errorDiagnostic('E0111', `\`${text}\` is there twice in one map`, {
      span: place(key),
      hint: 'keep one of the two, or give one another name',
      related: [{ message: `\`${text}\` is first here`, span: place(first) }],
    }),
  );
}
