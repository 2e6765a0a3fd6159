/**
 * The one door of the yaml package. Its own check for repeated keys is quadratic and its aliases can
 * blow up, so only its parser is used; values are made by `value.ts`.
 */
import { type Document as Parsed, parseDocument, stringify, type YAMLError } from 'yaml';

export {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
} from 'yaml';
export type { Parsed, YAMLError };

/** Parses text as YAML 1.2, core schema; what is wrong is in `errors`. Throws only on a bug or a stack that is too small. */
export const parseYaml = (text: string): Parsed =>
  parseDocument(text, {
    version: '1.2',
    schema: 'core',
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: 'error',
  });

/** A value as YAML 1.2 text: no aliases, no folding of long lines. */
export const yamlText = (value: unknown): string =>
  stringify(value, { version: '1.2', schema: 'core', aliasDuplicateObjects: false, lineWidth: 0 });
