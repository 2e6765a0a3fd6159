import { type CanonicalObject, canonicalText } from '../../base/canonical.ts';

/** How many different values are remembered: the compositions of a set, say. */
const MOST = 64;

/**
 * A function that gives for a value the first one seen with the same canonical text, so that what is worked
 * out for it is worked out once. Comparing costs less than the text: values with the same members.
 */
export function sharing(): (value: CanonicalObject) => CanonicalObject {
  const seen: CanonicalObject[] = [];
  return (value) => {
    const known = seen.find((one) => isSame(one, value));
    if (known) return known;
    // Refuses what has no canonical form, as hashing it would.
    canonicalText(value);
    if (seen.length === MOST) seen.shift();
    seen.push(value);
    return value;
  };
}

/** Equal members in any order; as canonical texts, an absent one is as one that is undefined. */
function isSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSame(a[key as never], b[key as never]));
}
