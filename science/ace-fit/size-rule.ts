const MOST = 400;
/** Of all elements together: solving takes the square of it. */
const MOST_TOGETHER = 1200;
const LEAST = 10;

/** Rows of data that one coefficient should rest on where nothing but they holds it. */
const ROWS_A_FUNCTION = 20;
/** And where a prior on smoothness does too, of a strength that the data choose. */
const ROWS_A_HELD_FUNCTION = 2;

/**
 * The default number of functions of each element for a fit without a prior worth the name (pacemaker's), from how much
 * data there is: one for 20 rows (an energy or a component of a force), shared by the elements; a multiple of 10 from
 * 10 to 400, at most 1200 for all elements together.
 */
export const defaultBasisSize = (rows: number, elements: number): number =>
  sizeFor(rows / ROWS_A_FUNCTION, elements);

/**
 * The same for a linear fit with a ridge: one for two rows that say something, the forces that symmetry makes zero left
 * out. A basis too small misses what the data say and no ridge can give it back; one too large is held by the ridge, as
 * long as there are more rows than coefficients.
 */
export const heldBasisSize = (informativeRows: number, elements: number): number =>
  sizeFor(informativeRows / ROWS_A_HELD_FUNCTION, elements);

function sizeFor(functions: number, elements: number): number {
  const bounded = Math.min(functions / elements, MOST, MOST_TOGETHER / elements);
  return Math.max(LEAST, 10 * Math.floor(bounded / 10));
}
