import { type Diagnostic, errorDiagnostic } from '../../base/diagnostic.ts';
import { type Digest, digestBytes } from '../../base/digest.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ReadDocument, readDocument } from '../document/read.ts';
import type { FileProbe } from './request.ts';

/** A YAML file that could be read. */
export interface SourceDocument extends ReadDocument {
  readonly digest: Digest;
}

const WHERE = 'check the path; where none is given, it is pipeline.yaml in the folder you are in';

/** Reads the pipeline file of a command line. */
export function readSource(
  file: string,
  probe: FileProbe,
): Result<SourceDocument, readonly Diagnostic[]> {
  const found = probe.digestFile(file);
  if (!found.ok) {
    const { code, words, hint } = {
      missing: { code: 'E0101', words: 'there is no file', hint: WHERE },
      folder: { code: 'E0102', words: 'this is a folder:', hint: 'name the .yaml file inside' },
      unreadable: { code: 'E0103', words: 'cannot read', hint: 'check its permissions' },
    }[found.error] as { code: Diagnostic['code']; words: string; hint: string };
    return fail([errorDiagnostic(code, `${words} ${file}`, { hint })]);
  }
  const bytes = probe.readFile(file);
  const document = readDocument(file, bytes);
  if (!document.ok) return document;
  if (document.value.document.value === null) {
    const hint = 'pipelines/cu-oneshot.yaml of this program is a whole one to start from';
    return fail([errorDiagnostic('E0105', `${file} is empty`, { hint })]);
  }
  return ok({ ...document.value, digest: digestBytes(bytes) });
}
