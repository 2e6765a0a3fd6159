/** Rows of data that one coefficient should rest on. */
const ROWS_A_FUNCTION = 20;
const LEAST = 10;
const MOST = 400;
/** Of all elements together: solving takes the square of it. */
const MOST_TOGETHER = 1200;

/**
 * The default number of functions of each element, from how much data there is: one for 20 rows
 * (an energy or a component of a force), shared by the elements; a multiple of 10 from 10 to 400, at
 * most 1200 for all elements together.
 */
export function defaultBasisSize(rows: number, elements: number): number {
  const earned = rows / (ROWS_A_FUNCTION * elements);
  const bounded = Math.min(earned, MOST, MOST_TOGETHER / elements);
  return Math.max(LEAST, 10 * Math.floor(bounded / 10));
}
