import type { Span } from '../../base/diagnostic.ts';
import { type Document, keySpan, type Path, valueSpan } from '../document/document.ts';
import { readDocument } from '../document/read.ts';
import { isMap } from '../load/params.ts';
import type { FileProbe, Override } from '../load/request.ts';
import type { ValidNode } from '../pipeline.ts';
import type { SettingPath } from './setting-changes.ts';

/** Where the value of a setting stands, and the param that it comes from as a whole. */
export interface SettingPlace {
  readonly span: Span;
  /** `cutoff`, or `lattice.a` inside a param. */
  readonly param?: string;
  /** The param's value was given on the command line. */
  readonly overridden?: boolean;
}

/** Places in the YAML files of a pipeline, found when asked for. */
export interface Places {
  setting(node: ValidNode, path: SettingPath): SettingPlace;
  word(node: ValidNode, path: Path): Span;
}

/** Reads files through `probe`; a node that is not written out where it says gets its own place. */
export function openPlaces(probe: FileProbe, overrides: readonly Override[]): Places {
  const documents = new Map<string, Document | undefined>();
  const documentOf = (file: string): Document | undefined => {
    if (!documents.has(file)) {
      const read = readDocument(file, probe.readFile(file));
      documents.set(file, read.ok ? read.value.document : undefined);
    }
    return documents.get(file);
  };
  const word: Places['word'] = (node, path) => {
    const document = documentOf(node.span.file);
    const written = document && walk(document, ['nodes', node.id]).value !== undefined;
    return written ? valueSpan(document, ['nodes', node.id, ...path]) : node.span;
  };
  const setting: Places['setting'] = (node, path) => {
    const document = documentOf(node.span.file);
    const named = document && paramAt(document, ['nodes', node.id, 'with', ...path]);
    if (!document || named === undefined) return { span: word(node, ['with', ...path]) };
    const [first = named] = named.split('.');
    const overridden = overrides.some(({ name }) => name === first || name === named);
    const span = overridden
      ? keySpan(document, ['params', first])
      : valueSpan(document, ['params', ...named.split('.')]);
    return { span, param: named, overridden };
  };
  return { setting, word };
}

const WHOLE = /^\s*\$\{\{\s*params\.([A-Za-z_][\w-]*(?:\.[\w-]+)*)\s*\}\}\s*$/;

/** The param whose value stands at `path`, where one expression is the whole of it or of what it is in. */
function paramAt(document: Document, path: Path): string | undefined {
  const { value, rest } = walk(document, path);
  const name = typeof value === 'string' ? WHOLE.exec(value)?.[1] : undefined;
  return name === undefined ? undefined : [name, ...rest].join('.');
}

/** What is written at `path`, or at the last text on the way to it, with the steps that are left. */
function walk(document: Document, path: Path): { readonly value: unknown; readonly rest: Path } {
  let value: unknown = document.value;
  for (const [at, step] of path.entries()) {
    if (typeof value === 'string') return { value, rest: path.slice(at) };
    if (Array.isArray(value) && typeof step === 'number') value = value[step];
    else if (isMap(value) && Object.hasOwn(value, step)) value = value[step];
    else return { value: undefined, rest: path.slice(at) };
  }
  return { value, rest: [] };
}
