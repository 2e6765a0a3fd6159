import type { Span } from '../../base/diagnostic.ts';
import { type Document, keySpan, type Path, valueSpan } from '../document/document.ts';
import { readDocument } from '../document/read.ts';
import { isMap } from '../load/params.ts';
import type { FileProbe, Override } from '../load/request.ts';
import type { ValidNode } from '../pipeline.ts';
import type { SettingPath } from './setting-changes.ts';

/** Of a pipeline that has no file. */
export const NO_PLACES: Places = {
  setting: ({ id, span }) => ({ span, node: id, written: true }),
  word: ({ span }) => span,
};

/** Where the value of a setting stands, and the param that it comes from as a whole. */
export interface SettingPlace {
  readonly span: Span;
  /** The node as it is written: one for all that a matrix makes of it. */
  readonly node: string;
  /** `cutoff`, or `lattice.a` inside a param. */
  readonly param?: string;
  /** It is written there: otherwise it is a default, or follows from what is written. */
  readonly written: boolean;
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
  const pages = new Map<string, Page | undefined>();
  const pageOf = (file: string): Page | undefined => {
    if (!pages.has(file)) pages.set(file, openPage(file, probe));
    return pages.get(file);
  };
  return {
    word(node, path) {
      const page = pageOf(node.span.file);
      const id = page?.writtenId(node);
      return id === undefined
        ? node.span
        : valueSpan((page as Page).document, ['nodes', id, ...path]);
    },
    setting(node, path) {
      const page = pageOf(node.span.file);
      const id = page?.writtenId(node);
      if (!page || id === undefined) return { span: node.span, node: node.id, written: true };
      return settingPlace(page.document, id, path, overrides);
    },
  };
}

interface Page {
  readonly document: Document;
  /** The name under which a node is written: its own, or that of the node it is made from. */
  writtenId(node: ValidNode): string | undefined;
}

function openPage(file: string, probe: FileProbe): Page | undefined {
  const read = readDocument(file, probe.readFile(file));
  if (!read.ok) return undefined;
  const { document } = read.value;
  const { value } = walk(document, ['nodes']);
  const ids = isMap(value) ? Object.keys(value) : [];
  const here = new Set(ids);
  let byPlace: ReadonlyMap<string, string> | undefined;
  const writtenId = ({ id, span }: ValidNode): string | undefined => {
    if (here.has(id)) return id;
    byPlace ??= new Map(ids.map((one) => [placeKey(keySpan(document, ['nodes', one])), one]));
    return byPlace.get(placeKey(span));
  };
  return { document, writtenId };
}

const placeKey = ({ line, column }: Span): string => `${line}:${column}`;

function settingPlace(
  document: Document,
  node: string,
  path: SettingPath,
  overrides: readonly Override[],
): SettingPlace {
  const full = ['nodes', node, 'with', ...path];
  const param = paramAt(document, full);
  const written = walk(document, full).value !== undefined;
  if (param === undefined) return { node, span: valueSpan(document, full), written };
  const [first = param] = param.split('.');
  const overridden = overrides.some(({ name }) => name === first || name === param);
  const span = overridden
    ? keySpan(document, ['params', first])
    : valueSpan(document, ['params', ...param.split('.')]);
  return { node, span, written, param, overridden };
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
