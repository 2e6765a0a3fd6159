/** Seconds of a year of ASE's, 365.25 days, and its year 2000 in Unix time. */
const YEAR = 31557600;
const YEAR_2000 = 946681200;

/** The time now as ASE's databases count it: years since 2000. */
export const aseTime = (): number => (Date.now() / 1000 - YEAR_2000) / YEAR;
