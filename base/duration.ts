const UNITS: { readonly [unit: string]: number } = { d: 86_400, h: 3600, m: 60, s: 1 };

/** What a duration looks like in a pipeline: numbers with d, h, m or s, as in `1h30m`. */
export const DURATION_PATTERN = '^([0-9]+(\\.[0-9]+)?[dhms])+$';

/** Seconds of a text that fits {@link DURATION_PATTERN}. */
export function durationSeconds(text: string): number {
  let seconds = 0;
  for (const [, number, unit] of text.matchAll(/([0-9.]+)([dhms])/g)) {
    seconds += Number(number) * (UNITS[unit as string] as number);
  }
  return seconds;
}
