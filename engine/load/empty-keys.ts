import type { Path } from '../document/document.ts';
import { isMap } from './params.ts';
import type { Problem } from './report.ts';
import { allForms, itemSchema, memberSchema, type Schema } from './schema-walk.ts';
import { unknownKey } from './shape-words.ts';

/**
 * The unknown keys among those that were left out since they are empty: `{ cutoff: 5,5 }` has a key
 * `5` without a value, and an empty key that is misspelt is misspelt. A key that some form of the
 * value knows is known.
 */
export function emptyUnknownKeys(root: Schema, base: Path, emptied: readonly Path[]): Problem[] {
  return emptied.flatMap((path) => {
    if (path.length <= base.length) return [];
    const steps = path.slice(base.length);
    const around = formsAt(root, steps.slice(0, -1));
    const key = String(steps.at(-1));
    const closed = around.filter((form) => memberSchema(form, key) === false);
    const open = around.some((form) => speaksOfMaps(form) && memberSchema(form, key) !== false);
    if (closed.length === 0 || open) return [];
    const properties = Object.assign({}, ...closed.map((form) => form['properties']));
    return [unknownKey(key, { properties }, path.slice(0, -1))];
  });
}

const speaksOfMaps = (form: Schema): boolean =>
  form['type'] === 'object' || 'properties' in form || 'patternProperties' in form;

function formsAt(root: Schema, steps: Path): Schema[] {
  let forms = allForms(root, [root]);
  for (const step of steps) {
    const next = forms.map((form) =>
      typeof step === 'number' ? itemSchema(form, step) : memberSchema(form, step),
    );
    forms = allForms(root, next.filter(isMap));
  }
  return forms;
}
