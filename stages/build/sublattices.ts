import { fail, ok, type Result } from '../../base/result.ts';
import type { SettingIssue } from '../../engine/stage.ts';
import { elementIssue } from './resolve-system.ts';
import type { WrittenOccupation } from './system-config.ts';

/** What stands on the sites of a sublattice: fractions above 0, summing to 1, by symbol. */
export type Occupation = { readonly [symbol: string]: number };

/** The occupations, each checked against the elements of the system; `at` is where each is written. */
export function resolveOccupations(
  elements: readonly string[],
  written: readonly {
    readonly at: readonly (string | number)[];
    readonly value: WrittenOccupation;
  }[],
): Result<readonly Occupation[], readonly SettingIssue[]> {
  const wrong = elementIssue(elements);
  if (wrong) return fail([wrong]);
  const occupations: Occupation[] = [];
  for (const { at, value } of written) {
    const path = ['system', 'sublattices', ...at];
    const own: Occupation = typeof value === 'string' ? { [value]: 1 } : value;
    const stray = Object.keys(own).find((symbol) => !elements.includes(symbol));
    if (stray !== undefined) {
      const message = `${stray} is not among the elements ${elements.join(', ')}`;
      return fail([{ path, message }]);
    }
    const sum = Object.values(own).reduce((total, x) => total + x, 0);
    if (Math.abs(sum - 1) > 1e-6) {
      return fail([{ path, message: `the fractions sum to ${Number(sum.toPrecision(6))}, not 1` }]);
    }
    occupations.push(Object.fromEntries(Object.entries(own).filter(([, x]) => x > 0)));
  }
  const mixed = occupations.flatMap((own, i) => (isMixture(own) ? [i] : []));
  if (mixed.length > 1) {
    const { at } = written[mixed[1]!]!;
    const message = 'a second sublattice is mixed: special quasirandom structures mix one';
    const hint = 'mix one and give the others one element each';
    return fail([{ path: ['system', 'sublattices', ...at], message, hint }]);
  }
  return ok(occupations);
}

/** Whether more than one element stands there. */
export const isMixture = (occupation: Occupation): boolean => Object.keys(occupation).length > 1;

/** The one element of a sublattice that is not mixed; of a mixture the first. */
export const firstElement = (occupation: Occupation): string =>
  Object.keys(occupation)[0] as string;
