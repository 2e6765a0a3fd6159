import type { Canonical } from '../../base/canonical.ts';
import { sourceText } from './source-text.ts';
import { treeValue } from './value.ts';
import { parseYaml } from './yaml.ts';

/**
 * The value of a text that was given on its own (`--set cutoff=6`): a number, `true`, `false` or
 * nothing where YAML 1.2 reads it so; a quoted text, a list `[1, 2]` or a map `{ a: 1 }` where it is
 * one; else the text itself, whatever characters it has.
 */
export function coreScalar(text: string): Canonical {
  if (!/^\s*["'[{]/.test(text) && /[:#\n&*!|>%@`]|^-\s|^\?\s|---|\.\.\./.test(text)) return text;
  const parsed = parseYaml(text);
  if (parsed.errors.length > 0) return text;
  const { value, partial, diagnostics } = treeValue(sourceText('', text), parsed.contents);
  return partial || diagnostics.length > 0 ? text : value;
}
