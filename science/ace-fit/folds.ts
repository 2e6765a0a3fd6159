import { byCodeUnit } from '../../base/canonical.ts';
import { digestBytes } from '../../base/digest.ts';

/** How many parts the families are dealt into for cross-validation. */
export const FOLDS = 5;

/**
 * The fold of each family: families are sorted by the digest of their name and dealt out in turn, so
 * that a family is never on both sides and folds are equally many families; fewer folds where
 * there are fewer families.
 */
export function foldsOf(families: Iterable<string>): ReadonlyMap<string, number> {
  const hashed = [...new Set(families)].map((family) => ({ family, hash: digestBytes(family) }));
  hashed.sort((a, b) => byCodeUnit(a.hash, b.hash));
  return new Map(hashed.map(({ family }, rank) => [family, rank % FOLDS]));
}
