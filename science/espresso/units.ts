/**
 * The constants that Quantum ESPRESSO's numbers are converted with: CODATA 2018 (Tiesinga et al.,
 * Rev. Mod. Phys. 93, 025010, 2021). One set for everything; its name is in the key of every
 * calculation, since another set shifts energies by 1e-7 of themselves.
 */
export const CONSTANTS = 'CODATA 2018';
/** eV. */
export const HARTREE = 27.211386245988;
/** eV. */
export const RYDBERG = 13.605693122994;
/** Å. */
export const BOHR = 0.529177210903;
