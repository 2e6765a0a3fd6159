import { atomicNumber, elementSymbol } from '../../science/elements.ts';

/** Whole numbers of atoms, by symbol in the order of the periodic table. */
export type AtomCounts = readonly (readonly [symbol: string, count: number])[];

/**
 * The numbers of atoms of a composition on `sites` sites: x times the sites, rounded, the largest
 * remainders first where the sum asks for it.
 */
export function atomCounts(
  composition: { readonly [symbol: string]: number },
  sites: number,
): AtomCounts {
  const symbols = Object.keys(composition).sort(byNumber);
  const wanted = symbols.map((symbol) => (composition[symbol] as number) * sites);
  const counts = wanted.map(Math.floor);
  const missing = sites - counts.reduce((sum, count) => sum + count, 0);
  const byRemainder = symbols
    .map((_, i) => i)
    .sort((i, j) => wanted[j]! - counts[j]! - (wanted[i]! - counts[i]!) || i - j);
  for (const i of byRemainder.slice(0, missing)) counts[i]! += 1;
  return symbols.map((symbol, i) => [symbol, counts[i] as number]);
}

const byNumber = (a: string, b: string): number => (atomicNumber(a) ?? 0) - (atomicNumber(b) ?? 0);

/** Whether these counts stand for the composition: each within half an atom, and no element lost. */
export const isReached = (
  composition: { readonly [symbol: string]: number },
  counts: AtomCounts,
): boolean => {
  const sites = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts.every(([symbol, count]) => {
    const off = Math.abs(count - (composition[symbol] as number) * sites);
    return count > 0 && off <= 0.5 + 1e-9;
  });
};

/** `Cu 24/32 = 0.75, Au 8/32 = 0.25`. */
export function countsText(counts: AtomCounts): string {
  const sites = counts.reduce((sum, [, count]) => sum + count, 0);
  return counts
    .map(
      ([symbol, count]) =>
        `${symbol} ${count}/${sites} = ${Math.round((count / sites) * 1e4) / 1e4}`,
    )
    .join(', ');
}

/** `Cu24Au8`. */
export const formulaText = (counts: AtomCounts): string =>
  counts.map(([symbol, count]) => `${symbol}${count}`).join('');

/** How many atoms there are of each element. */
export function elementCounts(numbers: Int32Array): AtomCounts {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .map(([number, count]) => [elementSymbol(number), count]);
}
