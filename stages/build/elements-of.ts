import { Type } from '../../base/doors/typebox.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { SettingIssue } from '../../engine/stage.ts';
import { atomicNumber } from '../../science/elements.ts';
import type { Given } from './strategy.ts';

/** The field `elements` of a strategy that needs no crystal. */
export const ElementsField = Type.Optional(
  Type.Array(Type.String(), {
    minItems: 1,
    uniqueItems: true,
    description: 'Symbols of the elements. Default: those of `system`',
  }),
);

/** The elements of a strategy, else of the system, in the order of the periodic table. */
export function elementsOf(
  section: string,
  elements: readonly string[] | undefined,
  { config }: Given,
): Result<readonly string[], readonly SettingIssue[]> {
  const system = config.system as { readonly elements?: readonly string[] } | undefined;
  const chosen = elements ?? system?.elements;
  if (!chosen) {
    const message = 'for which elements is said neither here nor by `system`';
    return fail([{ path: [section], message, hint: 'elements: [Cu]' }]);
  }
  const wrong = chosen.findIndex((symbol) => atomicNumber(symbol) === undefined);
  if (wrong >= 0) {
    const path = elements ? [section, 'elements', wrong] : ['system', 'elements', wrong];
    return fail([{ path, message: `"${chosen[wrong]}" is no chemical element` }]);
  }
  return ok([...chosen].sort((a, b) => atomicNumber(a)! - atomicNumber(b)!));
}
