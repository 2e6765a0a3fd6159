import type { Canonical } from '../../base/canonical.ts';
import type { Span } from '../../base/diagnostic.ts';
import type { SourceText } from './source-text.ts';
import {
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from './yaml.ts';

/** Where a value is: keys of maps and indexes of lists, from the top. */
export type Path = readonly (string | number)[];

/** A YAML file that could be read: its value, and the place of everything in it. */
export interface Document {
  readonly source: SourceText;
  readonly value: Canonical;
  readonly root: Node | null;
  /** The offsets of the keys of `nodes`, where they are known without the syntax tree. */
  readonly nodeKeys?: ReadonlyMap<string, number>;
}

/** A pair of a map in the syntax tree, and the text of its key. */
export type Entry = Pair<Node, Node | null>;

/** The text of a key as it was written: `1`, `true` and `No` are words here. `undefined` where it is a list, a map or nothing. */
export function keyText(key: unknown): string | undefined {
  if (!isScalar(key)) return undefined;
  if (typeof key.value === 'string') return key.value;
  return key.source || undefined;
}

const indexes = new WeakMap<YAMLMap, Map<string, Entry>>();

function entryOf(map: YAMLMap, key: string): Entry | undefined {
  let index = indexes.get(map);
  if (!index) {
    index = new Map();
    for (const pair of map.items as Entry[]) {
      const text = keyText(pair.key);
      if (text !== undefined && !index.has(text)) index.set(text, pair);
    }
    indexes.set(map, index);
  }
  return index.get(key);
}

interface Found {
  readonly key: Node | undefined;
  readonly value: Node | null;
}

/** Walks down as far as the text goes: a path into a param's value ends where the param is named. */
function find({ root }: Document, path: Path): Found {
  let found: Found = { key: undefined, value: root };
  for (const step of path) {
    const { value } = found;
    if (isMap(value)) {
      const entry = entryOf(value, String(step));
      if (!entry) return found;
      found = { key: entry.key, value: entry.value };
    } else if (isSeq(value) && typeof step === 'number' && step < value.items.length) {
      found = { key: undefined, value: value.items[step] as Node | null };
    } else {
      return found;
    }
  }
  return found;
}

/** The place of the key at `path` (of the list item where it ends in an index). */
export function keySpan(document: Document, path: Path): Span {
  const [above, name] = path;
  const known = path.length === 2 && above === 'nodes' ? String(name) : undefined;
  const offset = known === undefined ? undefined : document.nodeKeys?.get(known);
  if (known !== undefined && offset !== undefined) {
    return document.source.span(offset, known.length);
  }
  const { key, value } = find(document, path);
  return nodeSpan(document.source, key ?? value);
}

/** The place of the value at `path`; of its key where the value is empty or a block of lines. */
export function valueSpan(document: Document, path: Path): Span {
  const { key, value } = find(document, path);
  const block = isCollection(value) && !value.flow;
  const empty = !value?.range || value.range[0] === value.range[1];
  return nodeSpan(document.source, key && (block || empty) ? key : (value ?? key));
}

function nodeSpan(source: SourceText, node: Node | null | undefined): Span {
  const [start, end] = node?.range ?? [0, 0];
  return source.span(start, end - start);
}
