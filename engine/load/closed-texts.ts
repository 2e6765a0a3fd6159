import type { Path } from '../document/document.ts';
import type { JsonSchema } from '../stage.ts';
import type { Filled } from './expressions.ts';
import { isMap } from './params.ts';
import type { Problem } from './report.ts';

/**
 * Expressions in settings whose schema says `expressions: false`: a text that another program reads
 * as code. A value put into it would become code, too.
 */
export function closedTexts(schema: JsonSchema, base: Path, filled: Filled): Problem[] {
  const properties = isMap(schema['properties']) ? schema['properties'] : {};
  return Object.entries(properties).flatMap(([name, property]): Problem[] => {
    if (!isMap(property) || property['expressions'] !== false) return [];
    const path = [...base, name];
    if (!filled.spliced(path) && !filled.origin(path)) return [];
    const message = `an expression cannot stand in \`${name}\`: its text is code, and a value in it would be code, too`;
    const hint =
      'give the value to an environment variable: `env: { X: "${{ params.x }}" }`, and write "$X" in the text';
    return [{ code: 'E0305', path, at: 'value', message, hint }];
  });
}
