import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { Document } from './document.ts';
import { readPlainForm } from './plain-form.ts';
import { type SourceText, sourceText } from './source-text.ts';
import { syntaxDiagnostics } from './syntax-errors.ts';
import { treeValue } from './value.ts';
import { type Parsed, parseYaml } from './yaml.ts';

/** A document, and what is wrong in it without making it unreadable: keys that are there twice. */
export interface ReadDocument {
  readonly document: Document;
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the bytes of a YAML file. Fails where going on would only lead to messages that mislead. */
export function readDocument(
  file: string,
  bytes: Uint8Array,
): Result<ReadDocument, readonly Diagnostic[]> {
  const text = decode(bytes);
  if (text === undefined) {
    const hint = 'a pipeline is a YAML file in UTF-8; is this the right file?';
    return fail([errorDiagnostic('E0104', `${file} is not a text file`, { hint })]);
  }
  const source = sourceText(file, text);
  return plainDocument(source) ?? wholeDocument(source);
}

/** A document in the plain form, whose tree is made if someone asks for a place in it. */
function plainDocument(source: SourceText): Result<ReadDocument, never> | undefined {
  const plain = readPlainForm(source.text);
  if (!plain) return undefined;
  let tree: Parsed | undefined;
  const document: Document = {
    source,
    ...plain,
    get root() {
      tree ??= parseYaml(source.text);
      return tree.contents;
    },
  };
  return ok({ document, diagnostics: [] });
}

function wholeDocument(source: SourceText): Result<ReadDocument, readonly Diagnostic[]> {
  const parsed = parse(source.text);
  if (!parsed) {
    const span = source.span(0, 1);
    return fail([errorDiagnostic('E0115', 'the file is nested too deeply to be read', { span })]);
  }
  const syntax = syntaxDiagnostics(source, parsed);
  if (syntax.length > 0) return fail(syntax);
  const { value, diagnostics, partial } = treeValue(source, parsed.contents);
  if (partial) return fail(diagnostics);
  return ok({ document: { source, value, root: parsed.contents }, diagnostics });
}

function decode(bytes: Uint8Array): string | undefined {
  if (bytes.includes(0)) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The one failure that a parser cannot give as a value is a stack that is too small. */
function parse(text: string): Parsed | undefined {
  try {
    return parseYaml(text);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
