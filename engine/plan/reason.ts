import type { Canonical, CanonicalObject } from '../../base/canonical.ts';

/** One difference between two preimages: where, and what it was and is. */
export interface Change {
  readonly path: string;
  readonly before: Canonical | undefined;
  readonly after: Canonical | undefined;
}

/** What differs between two key preimages, path by path; empty exactly when the keys are equal. */
export function preimageChanges(before: string, after: string): readonly Change[] {
  const [, , old] = JSON.parse(before) as [string, number, Canonical];
  const [, , now] = JSON.parse(after) as [string, number, Canonical];
  return changes(old, now, '');
}

function changes(
  before: Canonical | undefined,
  after: Canonical | undefined,
  path: string,
): Change[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isObject(before) || !isObject(after)) return [{ path, before, after }];
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names]
    .sort()
    .flatMap((name) => changes(before[name], after[name], path ? `${path}.${name}` : name));
}

const isObject = (value: Canonical | undefined): value is CanonicalObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A change in words: `with.cutoff 5.5 → 6`, `inputs.dataset changed`. */
export function changeWords({ path, before, after }: Change): string {
  if (path.startsWith('inputs.')) return `${path} changed`;
  return `${path} ${valueWords(before)} → ${valueWords(after)}`;
}

function valueWords(value: Canonical | undefined): string {
  if (value === undefined) return 'absent';
  const text = JSON.stringify(value);
  return text.length <= 40 ? text : `${text.slice(0, 37)}...`;
}
