import {
  type Diagnostic,
  type DiagnosticCode,
  errorDiagnostic,
  type Span,
} from '../../base/diagnostic.ts';
import { suggestion } from '../../base/suggest.ts';
import { type Document, keySpan, type Path, valueSpan } from '../document/document.ts';

/** Something wrong at a place of the document. */
export interface Problem {
  readonly code: DiagnosticCode;
  readonly path: Path;
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly hint?: string | undefined;
  /** The key that is unknown or missing. */
  readonly key?: string;
  readonly related?: readonly { readonly message: string; readonly span: Span }[];
}

/** Where a value is written. */
export interface Place {
  readonly document: Document;
  readonly path: Path;
}

/** Where a node is written. One of many of a matrix tells of a mistake that they share once. */
export interface NodePlace extends Place {
  readonly instance?: true;
}

/** Collects what is wrong with one document. */
export interface Report {
  readonly document: Document;
  readonly diagnostics: Diagnostic[];
  /** Nodes whose id is not their place: those of a matrix, of an included file, of a pipeline inside. */
  readonly places: Map<string, NodePlace>;
  add(problem: Problem): void;
  /** Where a path leads: into the document, or, below `nodes`, to where that node is written. */
  place(path: Path): NodePlace;
  span(path: Path, at: 'key' | 'value'): Span;
  /** The span of a place in any document. */
  at(place: Place, at: 'key' | 'value'): Span;
  /** The same report for paths of another document. */
  of(document: Document): Report;
  /** `did you mean ...?`, or the known words where they are few. */
  suggest(word: string, candidates: readonly string[]): string | undefined;
}

/** Comparing words costs; in a file with thousands of mistakes the later ones get no suggestion. */
const COMPARISONS = 300_000;

/** A report that begins with what reading the document found. */
export function createReport(document: Document, found: readonly Diagnostic[]): Report {
  return reportOf(document, {
    diagnostics: [...found],
    places: new Map(),
    said: new Set(),
    comparisons: 0,
  });
}

/** What the reports of all documents of a pipeline share. */
interface Collected {
  readonly diagnostics: Diagnostic[];
  readonly places: Map<string, NodePlace>;
  readonly said: Set<string>;
  comparisons: number;
}

function reportOf(document: Document, collected: Collected): Report {
  const { diagnostics, places, said } = collected;
  const place: Report['place'] = (path) => {
    const node = path[0] === 'nodes' ? places.get(String(path[1])) : undefined;
    return node ? { ...node, path: [...node.path, ...path.slice(2)] } : { document, path };
  };
  const span: Report['span'] = (path, at) => spanOf(place(path), at);
  return {
    document,
    diagnostics,
    places,
    place,
    span,
    at: spanOf,
    of: (other) => reportOf(other, collected),
    add({ code, path, at, message, hint, related }) {
      const where = span(path, at);
      if (place(path).instance) {
        const mistake = `${code} ${where.file} ${where.line} ${where.column}`;
        if (said.has(mistake)) return;
        said.add(mistake);
      }
      const more = { span: where, ...(hint && { hint }), ...(related && { related }) };
      diagnostics.push(errorDiagnostic(code, message, more));
    },
    suggest(word, candidates) {
      collected.comparisons += candidates.length;
      return collected.comparisons > COMPARISONS ? undefined : suggestion(word, candidates);
    },
  };
}

/** The span of a place. */
export const spanOf = ({ document, path }: Place, at: 'key' | 'value'): Span =>
  at === 'key' ? keySpan(document, path) : valueSpan(document, path);

/** In the order of the file, `first` before others; what has no place comes first. One thing is said once. */
export function inOrder(diagnostics: readonly Diagnostic[], first: string): Diagnostic[] {
  const said = new Set<string>();
  return [...diagnostics]
    .sort((a, b) => compare(a, b, first))
    .filter((diagnostic) => {
      const key = JSON.stringify(diagnostic);
      return !said.has(key) && said.add(key);
    });
}

function compare(a: Diagnostic, b: Diagnostic, first: string): number {
  const [one, two] = [a, b].map(({ span }) => (span ? (span.file === first ? 1 : 2) : 0)) as [
    number,
    number,
  ];
  if (one !== two) return one - two;
  const [file, other] = [a.span?.file ?? '', b.span?.file ?? ''];
  if (file !== other) return file < other ? -1 : 1;
  return place(a) - place(b);
}

const place = ({ span }: Diagnostic): number => (span ? span.line * 1e6 + span.column : 0);
