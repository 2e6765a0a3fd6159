import type { AceBasis } from '../ace/basis.ts';

/**
 * What the ridge of each function is multiplied by: the square of its degree sum(n) + sum(l), n from
 * 1. Functions of high degree wiggle, their second derivatives growing about so; without data that ask for them
 * they are kept small (a smoothness prior: van der Oord et al., Mach. Learn.: Sci. Technol. 1, 015004, 2020).
 */
export const smoothness = ({ functions }: AceBasis): Float64Array =>
  Float64Array.from(functions, ({ n, l }) => {
    const degree =
      n.reduce((sum, value) => sum + value, 0) + l.reduce((sum, value) => sum + value, 0);
    return degree * degree;
  });

/**
 * The same for the energies of lone atoms that are fitted with the functions: as good as free, no more than what
 * a singular matrix needs.
 */
export const SHIFT_SMOOTHNESS = 1e-3;
