import { dirname, resolve } from 'node:path';
import { errorDiagnostic } from '../../base/diagnostic.ts';
import type { Document, Path } from '../document/document.ts';
import type { SourceFile } from '../pipeline.ts';
import { isMap } from './params.ts';
import { readSource } from './read-source.ts';
import type { Report } from './report.ts';
import type { FileProbe } from './request.ts';
import { code } from './words.ts';

/** The YAML files that a pipeline is made of; each is read once. */
export interface Sources {
  /** The document that a text at `at` names, relative to the report's own; what is wrong is reported there. */
  open(report: Report, text: string, at: Path): Document | undefined;
  /** A file of params, by its absolute path; what is wrong is reported without a place. */
  openGiven(report: Report, path: string): Document | undefined;
  readonly files: readonly SourceFile[];
}

/** Begins with the file of the command line, which was read. */
export function openSources(probe: FileProbe, main: SourceFile, document: Document): Sources {
  const files: SourceFile[] = [main];
  const known = new Map<string, { readonly document?: Document; readonly why?: string }>([
    [main.path, { document }],
  ]);
  const read = (
    report: Report,
    path: string,
  ): { readonly document?: Document; readonly why?: string } => {
    const found = probe.digestFile(path);
    if (!found.ok) {
      const why = { missing: 'is not there', folder: 'is a folder', unreadable: 'cannot be read' };
      return { why: why[found.error] };
    }
    const source = readSource(path, probe);
    if (!source.ok) {
      report.diagnostics.push(...source.error);
      return {};
    }
    report.diagnostics.push(...source.value.diagnostics);
    files.push({ path, digest: source.value.digest });
    return { document: source.value.document };
  };
  return {
    files,
    openGiven(report, path) {
      const source = read(report, path);
      if (source.why) {
        const message = `--params ${path}: the file ${source.why}`;
        report.diagnostics.push(errorDiagnostic('E0119', message, { hint: 'check the path' }));
      }
      return source.document;
    },
    open(report, text, at) {
      const path = resolve(dirname(report.place(at).document.source.file), text);
      let source = known.get(path);
      if (!source) {
        source = read(report, path);
        known.set(path, source);
      }
      if (source.why) {
        const hint = `looked for ${path}: the path is relative to the file that names it`;
        const message = `the file ${code(text)} ${source.why}`;
        report.add({ code: 'E0119', path: at, at: 'value', message, hint });
      }
      return source.document;
    },
  };
}

/** A document and all that it includes, itself first, each once; `report` is of the document. */
export function withIncluded(report: Report, sources: Sources): readonly Document[] {
  const found = new Set<Document>([report.document]);
  include(report, sources, found, [report.document]);
  return [...found];
}

function include(
  report: Report,
  sources: Sources,
  found: Set<Document>,
  chain: readonly Document[],
): void {
  const { value } = report.document;
  const given = isMap(value) ? value['include'] : undefined;
  const texts = Array.isArray(given) ? given : [given];
  for (const [index, text] of texts.entries()) {
    if (typeof text !== 'string' || text === '') continue;
    const path = Array.isArray(given) ? ['include', index] : ['include'];
    const document = sources.open(report, text, path);
    if (!document) continue;
    if (chain.includes(document)) {
      const message = `${code(text)} includes itself`;
      const hint = 'take one of the includes away';
      report.add({ code: 'E0119', path, at: 'value', message, hint });
    } else if (!found.has(document)) {
      found.add(document);
      include(report.of(document), sources, found, [...chain, document]);
    }
  }
}
