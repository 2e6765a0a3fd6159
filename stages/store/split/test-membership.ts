import { digestHex, digestValue } from '../../../base/digest.ts';

/** How many values 52 bits have. */
const SPAN = 4_503_599_627_370_496;

/**
 * Whether a family is in the test part: the hash of its name, as a fraction of 1, is below the test
 * fraction. Nothing else matters, so that a new structure never moves another.
 */
export function isTestFamily(family: string, testFraction: number): boolean {
  const hash = digestHex(digestValue('split', 1, family));
  return Number.parseInt(hash.slice(0, 13), 16) / SPAN < testFraction;
}
