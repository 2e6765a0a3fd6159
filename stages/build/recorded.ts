/** An amount for a record: five decimals, so that the last bits of a distance say nothing. */
export const recorded = (x: number): number => Math.round(x * 1e5) / 1e5;
