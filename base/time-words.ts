/** Two digits are as much as a time is known: `40 s`, `2.2 min`, `12` of `hours`. */
export function timeWords(seconds: number, hours: 'h' | 'core-h'): string {
  if (seconds < 0.095) return '<0.1 s';
  if (seconds < 59.5) return `${twoDigits(seconds)} s`;
  if (seconds < 3570) return `${twoDigits(seconds / 60)} min`;
  return `${twoDigits(seconds / 3600)} ${hours}`;
}

const twoDigits = (value: number): string =>
  value >= 99.5 ? String(Math.round(value)) : String(Number(value.toPrecision(2)));
