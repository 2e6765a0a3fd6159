/** A decoration with the value of its objective. */
export interface Ranked {
  readonly objective: number;
  readonly species: Uint8Array;
}

/** The best different decorations seen so far. */
export interface BestFew {
  /** Takes a copy where it is among the best; those with one name are one. Whether it did. */
  offer(objective: number, species: Uint8Array): boolean;
  /** The best first; equal ones in the order of their names. */
  list(): readonly Ranked[];
}

/** Differences of the objective below this are rounding. */
export const SAME_OBJECTIVE = 1e-10;

/** Keeps `capacity` decorations; `nameOf` gives one name to those that symmetry makes of one another. */
export function bestFew(capacity: number, nameOf: (species: Uint8Array) => string): BestFew {
  let kept: (Ranked & { readonly name: string })[] = [];
  let worst = Number.POSITIVE_INFINITY;
  return {
    offer(objective, species) {
      if (objective > worst - SAME_OBJECTIVE) return false;
      const name = nameOf(species);
      if (capacity > 1 && kept.some((other) => other.name === name)) return false;
      kept.push({ objective, species: species.slice(), name });
      kept = kept.sort(byRank).slice(0, capacity);
      if (kept.length === capacity) worst = kept[capacity - 1]!.objective;
      return true;
    },
    list: () => kept,
  };
}

function byRank(
  a: Ranked & { readonly name: string },
  b: Ranked & { readonly name: string },
): number {
  const difference = a.objective - b.objective;
  if (Math.abs(difference) > SAME_OBJECTIVE) return difference;
  return a.name < b.name ? -1 : 1;
}
