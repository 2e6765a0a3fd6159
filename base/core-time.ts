/** CPU seconds of one of each unit that an amount of computing may have. */
const UNITS: { readonly [unit: string]: number } = { ch: 3600, cmin: 60, s: 1 };

/** What an amount of computing looks like: core-hours, core-minutes or seconds of CPU. */
export const CORE_TIME_PATTERN = '^[0-9]+(\\.[0-9]+)? ?(ch|cmin|s)$';

/** CPU seconds of `50ch`, `20cmin` or `300s`; `undefined` of any other text. */
export function coreSeconds(text: string): number | undefined {
  const [, number, unit] = /^(\d+(?:\.\d+)?) ?(ch|cmin|s)$/.exec(text) ?? [];
  return unit === undefined ? undefined : Number(number) * (UNITS[unit] as number);
}
