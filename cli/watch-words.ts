import { cpuWords } from '../report/price.ts';
import { displayPath } from './say.ts';
import type { LookedPrice } from './watch-look.ts';

/** What `watch` says itself, beside what its looks and runs print. */
export type WatchLine =
  | { readonly type: 'watching'; readonly files: number }
  | { readonly type: 'changed'; readonly files: readonly string[] }
  | ({ readonly type: 'not-run' } & WatchPrice);

/** A price that is above what a run may cost without being asked for; CPU seconds. */
export interface WatchPrice {
  readonly price: LookedPrice;
  readonly above: number;
}

/** A line of `watch` for people. */
export function watchWords(line: WatchLine): string {
  switch (line.type) {
    case 'watching':
      return `watching ${line.files} ${line.files === 1 ? 'file' : 'files'}; Ctrl-C ends it`;
    case 'changed':
      return `changed: ${line.files.map(displayPath).join(', ')}`;
    case 'not-run':
      return `not run: ${priceWords(line)}`;
  }
}

/** Why a run is not begun without being asked for. */
export function priceWords({ price, above }: WatchPrice): string {
  const { middle, most, unknown } = price;
  const over = `it asks above ${cpuWords(above)}`;
  if (most <= above) return `what ${unknown.join(', ')} will cost is not known yet, and ${over}`;
  return `it may cost up to ${cpuWords(most)} of CPU time (about ${cpuWords(middle)}), and ${over}`;
}
