/**
 * The canonical form: the one text of a value that is hashed, shown by explanations and handed to
 * a stage. Keys are sorted by code unit, numbers are written as ECMAScript writes them (shortest
 * text that reads back to the same float64), -0 is 0, NaN and infinities are refused.
 */
export type Canonical = null | boolean | number | string | readonly Canonical[] | CanonicalObject;

/** A canonical mapping. A key whose value is `undefined` is absent. */
export interface CanonicalObject {
  readonly [key: string]: Canonical | undefined;
}

/** The canonical text of `value`. Throws (a bug) on NaN, infinities and values that are not data. */
export function canonicalText(value: Canonical): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      return numberText(value);
    case 'object':
      return value === null ? 'null' : compoundText(value);
    default:
      throw new TypeError(`internal error: a ${typeof value} has no canonical form`);
  }
}

function numberText(value: number): string {
  if (!Number.isFinite(value)) {
    throw new RangeError(`internal error: ${value} has no canonical form`);
  }
  return String(value === 0 ? 0 : value);
}

function compoundText(value: readonly Canonical[] | CanonicalObject): string {
  if (isList(value)) return `[${value.map(canonicalText).join(',')}]`;
  const parts: string[] = [];
  for (const key of Object.keys(value).sort(byCodeUnit)) {
    const member = value[key];
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalText(member)}`);
  }
  return `{${parts.join(',')}}`;
}

const isList = (value: readonly Canonical[] | CanonicalObject): value is readonly Canonical[] =>
  Array.isArray(value);

/** Orders strings by UTF-16 code unit, the same in every locale. */
export const byCodeUnit = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
