import type { Validate } from '../../schemas/validator.ts';
import type { Path } from '../document/document.ts';
import type { Problem } from './report.ts';
import { shapeProblems } from './shape-problems.ts';

/**
 * The unknown keys among those that were left out since they are empty: `{ cutoff: 5,5 }` has a key
 * `5` without a value, and an empty key that is misspelt is misspelt. `value` is what is at `base`.
 */
export function emptyUnknownKeys(
  validate: Validate,
  value: object,
  base: Path,
  emptied: readonly Path[],
): Problem[] {
  const inside = emptied.filter(
    (path) => path.length > base.length && base.every((step, index) => path[index] === step),
  );
  if (inside.length === 0) return [];
  const restored = structuredClone(value);
  for (const path of inside) putNull(restored, path.slice(base.length));
  const names = new Set(inside.map((path) => JSON.stringify(path)));
  return shapeProblems(validate(restored), base).filter(
    ({ code, path }) => code === 'E0203' && names.has(JSON.stringify(path)),
  );
}

function putNull(value: object, path: Path): void {
  let parent = value as { [step: string]: unknown };
  for (const step of path.slice(0, -1)) parent = parent[step] as { [step: string]: unknown };
  parent[path.at(-1) as string] = null;
}
