import { atomicNumber, elementSymbol } from './elements.ts';

/**
 * How many atoms of each atomic number a chemical formula names: `Cu3Au`, `Ca(OH)2`, `2H2O`. `undefined`
 * for a text that is no formula.
 */
export function formulaCounts(text: string): ReadonlyMap<number, number> | undefined {
  const tokens = text.match(/[A-Z][a-z]?|\d+|[()]/g) ?? [];
  if (tokens.join('') !== text || tokens.length === 0) return undefined;
  const whole = /^\d+$/.test(tokens[0] as string) ? Number(tokens.shift()) : 1;
  const counts = readGroup(tokens);
  if (!counts || counts.size === 0 || tokens.length > 0) return undefined;
  return new Map([...counts].map(([number, count]) => [number, count * whole]));
}

/** Reads to the end, or to the parenthesis that closes the group; takes what it reads off `tokens`. */
function readGroup(tokens: string[]): Map<number, number> | undefined {
  const counts = new Map<number, number>();
  while (tokens.length > 0 && tokens[0] !== ')') {
    const part = readPart(tokens);
    if (!part) return undefined;
    const times = /^\d+$/.test(tokens[0] ?? '') ? Number(tokens.shift()) : 1;
    for (const [number, count] of part) {
      counts.set(number, (counts.get(number) ?? 0) + count * times);
    }
  }
  return counts;
}

/** A symbol, or a group in parentheses. */
function readPart(tokens: string[]): ReadonlyMap<number, number> | undefined {
  const token = tokens.shift() as string;
  if (token !== '(') {
    const number = atomicNumber(token);
    return number === undefined ? undefined : new Map([[number, 1]]);
  }
  const inside = readGroup(tokens);
  return tokens.shift() === ')' ? inside : undefined;
}

/** The formula of some atoms in Hill's order: carbon and hydrogen first where there is carbon, else by the alphabet. */
export function hillFormula(numbers: Iterable<number>): string {
  const counts = new Map<string, number>();
  for (const number of numbers) {
    const symbol = elementSymbol(number);
    counts.set(symbol, (counts.get(symbol) ?? 0) + 1);
  }
  const rank = (symbol: string): string => {
    const first = counts.has('C') ? ['C', 'H'].indexOf(symbol) : -1;
    return first < 0 ? `~${symbol}` : String(first);
  };
  const symbols = [...counts.keys()].sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
  return symbols
    .map((symbol) => `${symbol}${counts.get(symbol) === 1 ? '' : counts.get(symbol)}`)
    .join('');
}
