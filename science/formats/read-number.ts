const REAL = /^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/;
const INTEGER = /^[+-]?\d+$/;
const SPECIAL: { readonly [text: string]: number } = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
};

/**
 * A number as programs print it: decimal, with exponents `e` or Fortran's `d`; `undefined` for any
 * other text (an empty one, `0x10`, `1_000`). -0 is read as 0.
 */
export function readReal(text: string): number | undefined {
  if (!REAL.test(text)) return undefined;
  const value = Number(text.replace(/[dD]/, 'e'));
  return value === 0 ? 0 : value;
}

/** As {@link readReal}, with `nan` and `inf` that programs print for a result that is none. */
export function readRealOrSpecial(text: string): number | undefined {
  const value = readReal(text);
  if (value !== undefined) return value;
  const special = SPECIAL[text.replace(/^[+-]/, '').toLowerCase()];
  return special !== undefined && text.startsWith('-') ? -special : special;
}

/** A whole number of 32 bits; `undefined` for any other text. */
export function readInteger(text: string): number | undefined {
  if (!INTEGER.test(text)) return undefined;
  const value = Number(text);
  return value === (value | 0) ? value | 0 : undefined;
}

/** A number with or without its standard uncertainty in parentheses, as in CIF: `5.4310(2)`. */
export const readUncertain = (text: string): number | undefined =>
  readReal(text.replace(/\(\d+\)$/, ''));
