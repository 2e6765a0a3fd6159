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

/** Collects what is wrong with one document. */
export interface Report {
  readonly document: Document;
  readonly diagnostics: Diagnostic[];
  add(problem: Problem): void;
  span(path: Path, at: 'key' | 'value'): Span;
  /** `did you mean ...?`, or the known words where they are few. */
  suggest(word: string, candidates: readonly string[]): string | undefined;
}

/** Comparing words costs; in a file with thousands of mistakes the later ones get no suggestion. */
const COMPARISONS = 300_000;

/** A report that begins with what reading the document found. */
export function createReport(document: Document, found: readonly Diagnostic[]): Report {
  const diagnostics = [...found];
  let comparisons = 0;
  const span: Report['span'] = (path, at) =>
    at === 'key' ? keySpan(document, path) : valueSpan(document, path);
  return {
    document,
    diagnostics,
    span,
    add({ code, path, at, message, hint, related }) {
      const more = { span: span(path, at), ...(hint && { hint }), ...(related && { related }) };
      diagnostics.push(errorDiagnostic(code, message, more));
    },
    suggest(word, candidates) {
      comparisons += candidates.length;
      return comparisons > COMPARISONS ? undefined : suggestion(word, candidates);
    },
  };
}

/** In the order of the file; what has no place comes first. One thing is said once. */
export function inOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const said = new Set<string>();
  return [...diagnostics]
    .sort((a, b) => place(a) - place(b))
    .filter((diagnostic) => {
      const key = JSON.stringify(diagnostic);
      return !said.has(key) && said.add(key);
    });
}

const place = ({ span }: Diagnostic): number => (span ? span.line * 1e6 + span.column : 0);
