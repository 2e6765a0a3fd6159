import type { CanonicalObject } from '../../base/canonical.ts';
import { Type } from '../../base/doors/typebox.ts';
import { fail, ok } from '../../base/result.ts';
import type { ResolveResult } from '../../engine/stage.ts';

/** A parameter of a pair potential: a number above 0. */
export const positive = (description: string) => Type.Number({ exclusiveMinimum: 0, description });

/** Resolved settings of a pair potential that falls to 0 from `onset` to `cutoff`, Å; refused where nothing lies between. */
export function fallingOff(
  settings: CanonicalObject & { readonly onset: number; readonly cutoff: number },
): ResolveResult {
  const { onset, cutoff } = settings;
  if (onset < cutoff) return ok({ with: settings });
  return fail([
    { path: ['onset'], message: `onset ${onset} Å is not below the cutoff ${cutoff} Å` },
  ]);
}
